using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>The rules that the tree must keep: who may know whom (docs/adr/0004), and how files are written (CONTRIBUTING.md).</summary>
public static class HouseRules
{
    /// <summary>The longest hand-written source file, in lines. About 300 is the aim; the rest is slack, so that nobody splits a thought.</summary>
    public const int SourceLinesMax = 330;

    private const string Sql = @"\b(?:Dapper|Npgsql|Microsoft\.Data\.Sqlite|SQLitePCL|DbUp|Sqlite(?:Connection|Command))\b";

    private static readonly string[] Services = ["services/Incidents", "services/Counts", "services/Sources"];
    private static readonly string[] ServiceMay = ["protos", "services/Hosting", "services/Storage"];

    /// <summary>For each project the projects that it may reference.</summary>
    private static readonly Dictionary<string, string[]> References = new()
    {
        ["protos"] = [],
        ["services/Storage"] = [],
        ["services/Hosting"] = ["protos", "services/Storage"],
        ["services/Incidents"] = ServiceMay,
        ["services/Counts"] = ServiceMay,
        ["services/Sources"] = ServiceMay,
        ["gateway/Estimation"] = [],
        ["gateway"] = [.. ServiceMay, .. Services, "gateway/Estimation"],
    };

    public static IReadOnlyList<Rule> All { get; } =
    [
        Rule.ReferencesOnly("Services never reference each other, contracts reference no implementation, only the gateway references services", References),
        Rule.NoPackage("The contracts need nothing but protobuf and gRPC", "protos", Patterns.Of(@"^(?!Google\.|Grpc\.(?:Core\.Api|Tools)$)")),
        Rule.NoPackage("Storage brings in no gRPC, protobuf or ASP.NET", "services/Storage", Patterns.Of(@"^(?:Grpc|Google|Yarp|Microsoft\.AspNetCore)\b")),
        Rule.NoPackage("Hosting brings in no SQL", "services/Hosting", Patterns.Of(@"^(?:Dapper|Npgsql|Microsoft\.Data\.Sqlite|dbup)\b")),
        Rule.NoPackage("The estimator needs nothing but the base library", "gateway/Estimation", Patterns.Of(".")),

        Rule.NoName("The contracts name no implementation", "protos", Patterns.Of(@"\bCasualties\.(?:Storage|Hosting|Gateway|Estimation)\b")),
        Rule.NoName(
            "Storage names no gRPC, no protobuf, no ASP.NET and no casualties", "services/Storage",
            Patterns.Of(@"\b(?:Grpc\.|Google\.|Microsoft\.AspNetCore\b|Casualties\.(?!Storage\b))")),
        Rule.NoName(
            "Hosting names no SQL and no casualties", "services/Hosting",
            Patterns.Of($@"{Sql}|\bCasualties\.(?:Incidents|Counts|Sources|Reports|Gateway|Estimation)\b")),
        Rule.NoName("The incidents service names no other area", "services/Incidents", OtherAreas("Counts|Sources")),
        Rule.NoName("The counts service names no other area", "services/Counts", OtherAreas("Incidents|Sources")),
        Rule.NoName("The sources service names no other area", "services/Sources", OtherAreas("Incidents|Counts")),
        Rule.NoName(
            "The estimator does no I/O, reads no clock and knows no contracts", "gateway/Estimation",
            Patterns.Of(
                @"\bSystem\.(?:IO|Net)\b|(?<![\w.])(?:File|Directory|Path|Console|Environment|Process)\.|\b(?:HttpClient|TimeProvider|Stopwatch)\b"
                + @"|\bDateTime(?:Offset)?\.(?:Now|UtcNow|Today)\b|\b(?:Grpc|Google)\.|\bMicrosoft\.AspNetCore\b|\bCasualties\.(?!Estimation\b)")),

        Rule.NoTypesOf("In the gateway only Embedded/ names types of the services", "gateway", Services, except: "gateway/Embedded"),
        Rule.NoName("Importers know no store", "gateway/Import", Patterns.Of($@"{Sql}|\bCasualties\.Storage\b")),
        Rule.NoName(
            "The proxy knows services by name, and no records", "gateway/Proxy",
            Patterns.Of(@"\bCasualties\.(?:Reports|Estimation|Storage)\b|(?<![\w.])(?:Incident|Claim|Source|IncidentReport)\b")),
        Rule.NoName(
            "Reports read no store of a service", "gateway/Reports",
            Patterns.Of(@"\b(?:incidents|claims|sources|calibrations)_index\b|\bI?RevisionLog\b")),

        new("Only protos/ generates code from contracts", tree =>
            from project in tree.Projects
            where project.File.Folder != "protos" && (project.Generates || project.Brings.Contains("Grpc.Tools"))
            select new Violation(project.File.Path, "generates code from contracts")),
        new("Every project is in the solution", tree =>
            from project in tree.Projects
            where !tree.Files.Single(file => file.Path == "Casualties.sln").Text.Contains($"\"{project.File.Path.Replace('/', '\\')}\"", StringComparison.Ordinal)
            select new Violation(project.File.Path, "is not in Casualties.sln, so that nobody builds or tests it")),
        new("Every package has its reason in docs/adr/0007", tree =>
        {
            var reasons = tree.Files.Single(file => file.Path == "docs/adr/0007-dependencies.md");
            return
                from Match package in Patterns.Of(@"<(?:PackageVersion|GlobalPackageReference) Include=""(?<name>[^""]+)""")
                    .Matches(tree.Files.Single(file => file.Path == "Directory.Packages.props").Text)
                let name = package.Groups["name"].Value
                where !reasons.Text.Contains($"`{name}`", StringComparison.Ordinal)
                select new Violation("Directory.Packages.props", $"has {name}, and {reasons.Path} does not say why");
        }),
        new("No source file is long", tree =>
            from file in tree.Files
            where file.IsCode && file.Lines.Count > SourceLinesMax + 1
            select new Violation(file.Path, $"has {file.Lines.Count - 1} lines, more than {SourceLinesMax}")),
        new("No type is named after having no name", tree =>
            from file in tree.Files
            from type in file.DeclaredTypes
            where Patterns.Of("(?:Helpers?|Managers?|Util(?:s|ity|ities)?)$").IsMatch(type)
            select new Violation(file.Path, $"declares {type}")),
        // Brackets keep the pattern from matching itself.
        Rule.NoLine("Nothing is left to do in committed text", _ => true, Patterns.Of(@"\b(?:TO[D]O|FIX[M]E|HAC[K])\b")),
    ];

    private static Regex OtherAreas(string areas) =>
        Patterns.Of($@"\bCasualties\.(?:{areas}|Reports|Gateway|Estimation)\b|(?<![\w.])(?:{areas}|Reports)\.V1\b");
}
