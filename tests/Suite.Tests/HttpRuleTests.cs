using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Casualties.Counts.V1;
using Casualties.Incidents.V1;
using Casualties.Reports.V1;
using Casualties.Sources.V1;
using Google.Api;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Whatever the contracts offer is reachable through the gateway, so that a route that is missing is found on the day its RPC is added.</summary>
public sealed partial class HttpRuleTests(HttpRuleTests.Records records) : IClassFixture<HttpRuleTests.Records>
{
    private static readonly IReadOnlyList<ServiceDescriptor> Services =
        [IncidentService.Descriptor, ClaimService.Descriptor, SourceService.Descriptor, ReportService.Descriptor, AggregateService.Descriptor, ReviewService.Descriptor];

    private readonly RunningSuite suite = records.Suite;

    public static TheoryData<string> Reading => [.. Rules().Where(rule => rule.Rule.PatternCase == HttpRule.PatternOneofCase.Get).Select(rule => rule.Method.FullName)];

    public static TheoryData<string> Changing => [.. Rules().Where(rule => rule.Rule.PatternCase != HttpRule.PatternOneofCase.Get).Select(rule => rule.Method.FullName)];

    public static TheoryData<string> All => [.. Services.SelectMany(service => service.Methods).Select(method => method.FullName)];

    [Theory]
    [MemberData(nameof(Reading))]
    public async Task Reading_over_HTTP_answers_JSON(string method)
    {
        var (descriptor, rule) = Rules().Single(one => one.Method.FullName == method);
        var path = PathOf(rule.Get, descriptor.InputType);
        // Streams go on until the caller ends them: the first line is enough.
        using var response = await suite.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        using var body = new StreamReader(await response.Content.ReadAsStreamAsync());
        var line = await body.ReadLineAsync();

        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {line}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(descriptor.OutputType.FullName, Google.Protobuf.JsonParser.Default.Parse(line!, descriptor.OutputType).Descriptor.FullName);
    }

    [Theory]
    [MemberData(nameof(Changing))]
    public async Task A_change_over_HTTP_reaches_its_RPC_which_says_what_it_lacks(string method)
    {
        var (descriptor, rule) = Rules().Single(one => one.Method.FullName == method);
        var (verb, pattern) = rule.PatternCase == HttpRule.PatternOneofCase.Post ? (HttpMethod.Post, rule.Post) : (HttpMethod.Patch, rule.Patch);
        using var request = new HttpRequestMessage(verb, PathOf(pattern, descriptor.InputType, withQuery: false));
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var response = await suite.Http.SendAsync(request);

        var refusal = await Refusal.OfAsync(response);
        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (refusal.Code, refusal.Reason));
        Assert.Contains("request_id", refusal.Fields);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_RPC_is_answered_over_gRPC(string name)
    {
        var method = Services.SelectMany(service => service.Methods).Single(one => one.FullName == name);
        var raw = new Method<byte[], byte[]>(
            method.IsClientStreaming ? MethodType.DuplexStreaming : method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary,
            method.Service.FullName, method.Name, Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(bytes => bytes, bytes => bytes));
        try
        {
            await (raw.Type switch
            {
                MethodType.Unary => suite.Invoker.AsyncUnaryCall(raw, null, new CallOptions(), []).ResponseAsync,
                MethodType.ServerStreaming => FirstAsync(suite.Invoker.AsyncServerStreamingCall(raw, null, new CallOptions(), [])),
                _ => WithoutRequestsAsync(suite.Invoker.AsyncDuplexStreamingCall(raw, null, new CallOptions())),
            });
        }
        catch (RpcException e)
        {
            // An empty request may lack something; that its RPC says so is answer enough.
            Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELD"), (Refusal.Of(e).Code, Refusal.Of(e).Reason));
        }
    }

    [Fact]
    public void Every_RPC_that_is_no_import_has_an_HTTP_rule() =>
        Assert.Equal(
            Services.SelectMany(service => service.Methods).Where(method => !method.IsClientStreaming).Select(method => method.FullName),
            Rules().Select(rule => rule.Method.FullName));

    private static IEnumerable<(MethodDescriptor Method, HttpRule Rule)> Rules() =>
        from service in Services
        from method in service.Methods
        let rule = method.GetOptions()?.GetExtension(AnnotationsExtensions.Http)
        where rule is not null
        select (method, rule);

    private static async Task FirstAsync(AsyncServerStreamingCall<byte[]> call)
    {
        using (call)
            await call.ResponseStream.MoveNext(CancellationToken.None);
    }

    private static async Task WithoutRequestsAsync(AsyncDuplexStreamingCall<byte[], byte[]> call)
    {
        using (call)
        {
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        }
    }

    private string ValueOf(FieldDescriptor field) => field.FieldType == FieldType.Enum
        ? field.EnumType.Values.First(value => value.Number > 0).Name
        : records.NameOf(field.GetOptions().GetExtension(ResourceExtensions.ResourceReference).Type);

    // The path with names of real records in it, and what else is required in the query.
    private Uri PathOf(string pattern, MessageDescriptor request, bool withQuery = true)
    {
        var path = Variable().Replace(pattern, match => records.NameLike(match.Groups["template"].Value));
        var required = Required(request).Where(field => !Variable().Matches(pattern).Any(match => match.Groups["field"].Value.Split('.')[0] == field.Name));
        var query = string.Join('&', withQuery ? required.SelectMany(ParametersOf) : []);
        return new Uri(query.Length > 0 ? $"{path}?{query}" : path, UriKind.Relative);
    }

    // Of fields that exclude each other, the first.
    private static IEnumerable<FieldDescriptor> Required(MessageDescriptor message) => message.Fields.InDeclarationOrder()
        .Where(field => field.GetOptions()?.GetExtension(FieldBehaviorExtensions.FieldBehavior)?.Contains(FieldBehavior.Required) == true)
        .Concat(message.Oneofs.Where(choice => !choice.IsSynthetic).Select(choice => choice.Fields[0]));

    private IEnumerable<string> ParametersOf(FieldDescriptor field) => field.FieldType == FieldType.Message && field.MessageType == Timestamp.Descriptor
        ? [$"{field.JsonName}=2026-01-01T00:00:00Z"]
        : field.FieldType == FieldType.Message
        ? Required(field.MessageType).SelectMany(ParametersOf).Select(parameter => $"{field.JsonName}.{parameter}")
        : [$"{field.JsonName}={ValueOf(field)}"];

    [GeneratedRegex(@"\{(?<field>[a-z_.]+)=(?<template>[^}]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Variable();

    /// <summary>A suite with one record of each kind.</summary>
    public sealed class Records : SuiteTest, IAsyncLifetime
    {
        private readonly Dictionary<string, string> names = [];

        public RunningSuite Suite { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Suite = await StartAsync();
            var incident = await Suite.CreateAsync(Incident());
            names["casualties/Incident"] = incident.Name;
            names["casualties/Claim"] = (await Suite.RecordAsync(Claim(incident.Name))).Name;
            names["casualties/Source"] = (await Suite.CreateAsync(Source())).Name;
            names["casualties/Calibration"] = (await Suite.CreateAsync(Calibration())).Name;
            names["casualties/IncidentReport"] = $"{incident.Name}/report";
            names["*"] = names["casualties/Source"];
            await Suite.ReportAsync(incident.Name, await Suite.NewestAsync());
        }

        /// <summary>The record of a resource type.</summary>
        public string NameOf(string type) => names[type];

        /// <summary>The record whose name has the form of a path template, for example "claims/*".</summary>
        public string NameLike(string template) =>
            names.Values.First(name => Regex.IsMatch(name, $"^{template.Replace("*", "[^/]+", StringComparison.Ordinal)}$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)));
    }
}
