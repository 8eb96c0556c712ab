using Casualties.Counts.V1;
using Casualties.Type.V1;
using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Architecture.Tests;

/// <summary>Every RPC keeps the rules of the contracts, and the rules notice what they forbid.</summary>
public sealed class ContractTests
{
    private static readonly ExtensionRegistry Options =
    [
        AccessExtensions.Access, DisclosureExtensions.Disclosure, LimitExtensions.Limit, AnnotationsExtensions.Http, ClientExtensions.MethodSignature, FieldBehaviorExtensions.FieldBehavior,
        FieldInfoExtensions.FieldInfo, ResourceExtensions.Resource, ResourceExtensions.ResourceReference,
    ];

    public static TheoryData<string, string, Action<FileDescriptorProto>> Breaches => new()
    {
        { "GetClaim", "has no access rule", file => Method(file, "GetClaim").Options.ClearExtension(AccessExtensions.Access) },
        { "GetClaim", "without a role", file => Rule(file, "GetClaim").Roles.Clear() },
        { "RecordClaim", "without a role", file => Rule(file, "RecordClaim").Roles.Add(Role.Unspecified) },
        { "RetractClaim", "without an audience", file => Rule(file, "RetractClaim").Audience = Audience.Unspecified },
        { "WatchClaims", "to the audit log", file => Rule(file, "WatchClaims").Audit = AuditKind.Unspecified },
        { "GetClaim", "follows from the call", file => Rule(file, "GetClaim").Audit = AuditKind.Denied },
        { "RestrictClaim", "single calls of an admin", file => Rule(file, "RestrictClaim").Audit = AuditKind.BreakGlass },
        { "PublishClaim", "without a reason", file => BreakGlassWithoutReason(file, "PublishClaim") },
        { "WatchClaims", "has no HTTP rule", file => Method(file, "WatchClaims").Options.ClearExtension(AnnotationsExtensions.Http) },
        { "ListClaims", "NO_SIDE_EFFECTS", file => Method(file, "ListClaims").Options.ClearIdempotencyLevel() },
        { "SupersedeClaim", "no request_id", file => RequestId(file, "SupersedeClaimRequest").Name = "id" },
        { "RecordClaim", "not of format UUID4", file => RequestId(file, "RecordClaimRequest").Options.ClearExtension(FieldInfoExtensions.FieldInfo) },
        { "ImportClaims", "not required", file => RequestId(file, "ImportClaimsRequest").Options.ClearExtension(FieldBehaviorExtensions.FieldBehavior) },
    };

    [Fact]
    public void Every_RPC_keeps_the_rules()
    {
        Assert.Equal(7, ContractRules.Contracts.Sum(file => file.Services.Count));
        Assert.Empty(ContractRules.Contracts.SelectMany(ContractRules.Find));
    }

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_is_found(string rpc, string fault, Action<FileDescriptorProto> breakIt)
    {
        var contract = Parsed(ClaimServiceReflection.Descriptor);

        breakIt(contract);

        var found = Assert.Single(ContractRules.Find(Built(contract)));
        Assert.StartsWith($"casualties.counts.v1.ClaimService.{rpc} ", found, StringComparison.Ordinal);
        Assert.Contains(fault, found, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_free_text_of_a_record_says_who_sees_it_and_one_that_does_not_is_found()
    {
        var contract = Parsed(ClaimReflection.Descriptor);

        contract.MessageType.Single(type => type.Name == "Claim").Field.Single(field => field.Name == "note").Options.ClearExtension(DisclosureExtensions.Disclosure);

        Assert.Empty(ContractRules.Contracts.SelectMany(ContractRules.FindUndisclosed));
        Assert.Equal(["casualties.counts.v1.Claim.note is free text, and does not say who sees it"], ContractRules.FindUndisclosed(Built(contract)));
    }

    [Fact]
    public void A_shared_request_message_is_found()
    {
        var contract = Parsed(ClaimServiceReflection.Descriptor);

        Method(contract, "BatchGetClaims").InputType = Method(contract, "GetClaim").InputType;

        Assert.Equal(
            [
                "casualties.counts.v1.ClaimService.GetClaim shares its request message with another RPC",
                "casualties.counts.v1.ClaimService.BatchGetClaims shares its request message with another RPC",
            ],
            ContractRules.Find(Built(contract)));
    }

    [Fact]
    public void An_unbroken_copy_keeps_the_rules() =>
        Assert.Empty(ContractRules.Find(Built(Parsed(ClaimServiceReflection.Descriptor))));

    private static MethodDescriptorProto Method(FileDescriptorProto file, string name) =>
        file.Service.Single().Method.Single(method => method.Name == name);

    private static AccessRule Rule(FileDescriptorProto file, string name) => Method(file, name).Options.GetExtension(AccessExtensions.Access);

    private static void BreakGlassWithoutReason(FileDescriptorProto file, string name)
    {
        var rule = Rule(file, name);
        (rule.Audit, rule.Audience) = (AuditKind.BreakGlass, Audience.Restricted);
        rule.Roles.Clear();
        rule.Roles.Add(Role.Admin);
        file.MessageType.Single(type => type.Name == $"{name}Request").Field.Single(field => field.Name == "reason").Options
            .ClearExtension(FieldBehaviorExtensions.FieldBehavior);
    }

    private static FieldDescriptorProto RequestId(FileDescriptorProto file, string message) =>
        file.MessageType.Single(type => type.Name == message).Field.Single(field => field.Name == "request_id");

    private static FileDescriptorProto Parsed(FileDescriptor file) =>
        FileDescriptorProto.Parser.WithExtensionRegistry(Options).ParseFrom(file.SerializedData);

    private static FileDescriptor Built(FileDescriptorProto contract)
    {
        var known = new Dictionary<string, FileDescriptor>(StringComparer.Ordinal);
        void Collect(FileDescriptor file)
        {
            foreach (var dependency in file.Dependencies)
                Collect(dependency);
            known[file.Name] = file;
        }

        foreach (var dependency in ClaimServiceReflection.Descriptor.Dependencies)
            Collect(dependency);
        known.Remove(contract.Name);
        // In order of dependency: what is imported stands before what imports it.
        var files = known.Values.Select(file => file.SerializedData).Append(contract.ToByteString());
        return FileDescriptor.BuildFromByteStrings(files, Options)[^1];
    }
}
