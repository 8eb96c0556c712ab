namespace Architecture.Tests;

/// <summary>Each rule notices what it forbids: a copy of the tree is broken in one place and examined.</summary>
public sealed class BreachTests
{
    private const string References = "Services never reference each other, contracts reference no implementation, only the gateway references services";
    private const string Estimator = "The estimator does no I/O, reads no clock and knows no contracts";

    private static readonly Lazy<Tree> Repository = new(Tree.ReadRepository);

    public static TheoryData<string, string, string> Breaches => new()
    {
        // A project file: the line is added as an item. Any other file: as its last line, in a new file where there is none.
        { References, "services/Counts/Casualties.Counts.csproj", """<ProjectReference Include="../Sources/Casualties.Sources.csproj" />""" },
        { References, "services/Hosting/Casualties.Hosting.csproj", """<ProjectReference Include="..\Incidents\Casualties.Incidents.csproj" />""" },
        { References, "protos/Casualties.Protos.csproj", """<ProjectReference Include="../services/Storage/Casualties.Storage.csproj" />""" },
        { References, "gateway/Estimation/Casualties.Estimation.csproj", """<ProjectReference Include="../../protos/Casualties.Protos.csproj" />""" },
        { References, "services/Shared/Casualties.Shared.csproj", """<Compile Include="*.cs" />""" },
        { "The contracts need nothing but protobuf and gRPC", "protos/Casualties.Protos.csproj", """<PackageReference Include="Dapper" />""" },
        { "Storage brings in no gRPC, protobuf or ASP.NET", "services/Storage/Casualties.Storage.csproj", """<PackageReference Include="Google.Protobuf" />""" },
        { "Storage brings in no gRPC, protobuf or ASP.NET", "services/Storage/Casualties.Storage.csproj", """<FrameworkReference Include="Microsoft.AspNetCore.App" />""" },
        { "Storage brings in no gRPC, protobuf or ASP.NET", "services/Directory.Build.props", """<PackageReference Include="Grpc.Core.Api" />""" },
        { "Hosting brings in no SQL", "services/Hosting/Casualties.Hosting.csproj", """<PackageReference Include="Dapper" />""" },
        { "The estimator needs nothing but the base library", "gateway/Estimation/Casualties.Estimation.csproj", """<PackageReference Include="Google.Protobuf" />""" },
        { "The contracts name no implementation", "protos/Resources.cs", "using Casualties.Storage;" },
        { "Storage names no gRPC, no protobuf, no ASP.NET and no casualties", "services/Storage/Records.cs", "using Google.Protobuf;" },
        { "Storage names no gRPC, no protobuf, no ASP.NET and no casualties", "services/Storage/Casualties.Storage.csproj", """<Using Include="Casualties.Counts.V1" />""" },
        { "Hosting names no SQL and no casualties", "services/Hosting/Breach.cs", "using Dapper;" },
        { "Hosting names no SQL and no casualties", "services/Hosting/Breach.cs", "using Casualties.Counts.V1;" },
        { "The incidents service names no other area", "services/Incidents/Breach.cs", "using Casualties.Counts;" },
        { "The counts service names no other area", "services/Counts/Breach.cs", "var source = new Sources.V1.Source();" },
        { "The sources service names no other area", "services/Sources/Breach.cs", "using Casualties.Reports.V1;" },
        { Estimator, "gateway/Estimation/Breach.cs", "var text = File.ReadAllText(path);" },
        { Estimator, "gateway/Estimation/Breach.cs", "var now = DateTime.Now;" },
        { Estimator, "gateway/Estimation/Breach.cs", "using var client = new HttpClient();" },
        { Estimator, "gateway/Estimation/Breach.cs", "using System.IO.Compression;" },
        { "In the gateway only Embedded/ names types of the services", "gateway/Reports/Breach.cs", "using Casualties.Counts;" },
        { "In the gateway only Embedded/ names types of the services", "gateway/Breach.cs", "var app = Incidents.IncidentsApp.Create(args);" },
        { "Importers know no store", "gateway/Import/Breach.cs", "using Casualties.Storage;" },
        { "The proxy knows services by name, and no records", "gateway/Proxy/Breach.cs", "using Casualties.Reports.V1;" },
        { "The proxy knows services by name, and no records", "gateway/Proxy/Breach.cs", "var claim = Claim.Parser.ParseFrom(body);" },
        { "Reports read no store of a service", "gateway/Reports/Breach.cs", "const string Sql = \"SELECT name FROM claims_index\";" },
        { "Reports read no store of a service", "gateway/Reports/Migrations/sqlite/9999_breach.sql", "CREATE VIEW claim AS SELECT * FROM claims_index;" },
        { "Only protos/ generates code from contracts", "services/Counts/Casualties.Counts.csproj", """<Protobuf Include="own.proto" />""" },
        { "Only protos/ generates code from contracts", "tests/Architecture.Tests/Architecture.Tests.csproj", """<PackageReference Include="Grpc.Tools" />""" },
        { "Every project is in the solution", "tests/Forgotten.Tests/Forgotten.Tests.csproj", """<Compile Include="*.cs" />""" },
        { "Every package has its reason in docs/adr/0007", "Directory.Packages.props", """<PackageVersion Include="MediatR" Version="1.0.0" />""" },
        { "No source file is long", "services/Counts/Breach.cs", new string('\n', HouseRules.SourceLinesMax) },
        { "No type is named after having no name", "services/Counts/Breach.cs", "internal static class DateHelper;" },
        { "No type is named after having no name", "services/Counts/Breach.cs", "public sealed record struct ClaimManager(int Size);" },
        { "Nothing is left to do in committed text", "docs/breach.md", "TO" + "DO: write this page" },
        { "Nothing is left to do in committed text", "services/Counts/Breach.cs", "// FIX" + "ME" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_is_found(string title, string file, string added)
    {
        var rule = HouseRules.All.Single(rule => rule.Title == title);
        using var copy = new TreeCopy(Repository.Value);
        var before = rule.Find(copy.Read()).ToList();

        copy.Add(file, added);

        var found = rule.Find(copy.Read()).Except(before).ToList();
        Assert.NotEmpty(found);
        // What a shared build file adds is found in the projects.
        if (!file.EndsWith("Directory.Build.props", StringComparison.Ordinal))
            Assert.All(found, violation => Assert.Equal(file, violation.File));
    }

    [Fact]
    public void Every_rule_has_a_breach() =>
        Assert.Equal(HouseRules.All.Select(rule => rule.Title).Order(), Breaches.Select(row => row.Data.Item1).Distinct().Order());

    [Theory]
    [InlineData("services/Storage/Clean.cs", "// Written to the wire by Grpc.Core and Google.Protobuf, elsewhere.")]
    [InlineData("services/Storage/Clean.cs", "/* Unlike\n Casualties.Counts.V1 */ var url = \"a//b\";")]
    [InlineData("gateway/Reports/Clean.cs", "using Casualties.Counts.V1;")]
    [InlineData("gateway/Reports/Clean.cs", "var first = revisions.Sources.First() + Counts.Length;")]
    [InlineData("gateway/Embedded/Clean.cs", "using Casualties.Incidents;")]
    [InlineData("gateway/Estimation/Clean.cs", "var reader = estimate.Path.Length;")]
    public void What_is_allowed_is_not_found(string file, string added)
    {
        using var copy = new TreeCopy(Repository.Value);

        copy.Add(file, added);

        var tree = copy.Read();
        Assert.DoesNotContain(HouseRules.All.SelectMany(rule => rule.Find(tree)), violation => violation.File == file);
    }
}
