using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>One rule of the house: what it says, and the places that break it.</summary>
/// <param name="Title">The rule, as a sentence.</param>
/// <param name="Find">Finds every place that breaks it.</param>
public sealed record Rule(string Title, Func<Tree, IEnumerable<Violation>> Find)
{
    public override string ToString() => Title;

    /// <summary>Every project outside tests/ stands in the table, and references no other projects than the table says.</summary>
    public static Rule ReferencesOnly(string title, IReadOnlyDictionary<string, string[]> allowed) => new(title, tree =>
        from project in tree.Projects
        where !project.File.IsIn("tests")
        from found in allowed.TryGetValue(project.File.Folder, out var may)
            ? project.Projects.Except(may).Select(other => $"references {other}")
            : ["is not a room of the house"]
        select new Violation(project.File.Path, found));

    /// <summary>The project of a folder brings in no package and no framework of such a name.</summary>
    public static Rule NoPackage(string title, string folder, Regex forbidden) => new(title, tree =>
        from project in tree.Projects
        where project.File.Folder == folder
        from name in project.Brings
        where forbidden.IsMatch(name)
        select new Violation(project.File.Path, $"brings in {name}"));

    /// <summary>No source of a folder names this, neither in its lines nor by a using of its project. Comments may.</summary>
    public static Rule NoName(string title, string folder, Regex forbidden, params string[] except) =>
        new(title, tree => Names(tree, folder, forbidden, except));

    /// <summary>No source of a folder names types that are declared in others. Their contracts (namespaces ending in V1) are not meant.</summary>
    public static Rule NoTypesOf(string title, string folder, string[] services, params string[] except) => new(title, tree =>
        from service in services
        let room = service[(service.LastIndexOf('/') + 1)..]
        let types = string.Join('|', tree.In(service).SelectMany(file => file.DeclaredTypes).DefaultIfEmpty("-").Distinct())
        let forbidden = Patterns.Of($@"\bCasualties\.{room}\b(?!\.V1\b)|(?<![\w.]){room}\.(?:{types})\b")
        from violation in Names(tree, folder, forbidden, except)
        select violation);

    /// <summary>No file of the kind chosen has a line that matches, comments included.</summary>
    public static Rule NoLine(string title, Func<TextFile, bool> files, Regex forbidden) => new(title, tree =>
        from file in tree.Files
        where files(file)
        from line in file.Lines
        from Match match in forbidden.Matches(line.Text)
        select new Violation(file.Path, $"line {line.Number} says {match.Value}"));

    private static IEnumerable<Violation> Names(Tree tree, string folder, Regex forbidden, string[] except)
    {
        var lines =
            from file in tree.In(folder, except)
            where file.IsCode || file.IsSql
            from line in file.CodeLines
            from Match match in forbidden.Matches(line.Text)
            select new Violation(file.Path, $"line {line.Number} names {match.Value}");
        var usings =
            from project in tree.Projects
            where project.File.Folder == folder
            from name in project.Usings
            where forbidden.IsMatch(name)
            select new Violation(project.File.Path, $"uses {name} in every file");
        return lines.Concat(usings);
    }
}

/// <summary>Makes the patterns of the rules.</summary>
public static class Patterns
{
    public static Regex Of(string pattern) =>
        new(pattern, RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
}
