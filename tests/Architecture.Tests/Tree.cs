using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>A place that breaks a rule.</summary>
/// <param name="File">The file, from the root, with forward slashes.</param>
/// <param name="Text">What is wrong there.</param>
public sealed record Violation(string File, string Text)
{
    public override string ToString() => $"{File}: {Text}";
}

/// <summary>The repository as text: project files and everything that people write.</summary>
public sealed class Tree
{
    private static readonly string[] NotWritten = ["artifacts", "bin", "obj", "node_modules", "data", ".git"];
    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".props", ".targets", ".proto", ".sql", ".md", ".mjs", ".json", ".yaml", ".txt", ".sln", ".editorconfig", "/run"];

    private Tree(string root, IReadOnlyList<TextFile> files)
    {
        Root = root;
        Files = files;
        var shared = files.Where(file => file.Name is "Directory.Build.props" or "Directory.Build.targets").ToList();
        Projects = [.. files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal)).Select(file => Project.Read(file, shared))];
    }

    /// <summary>The full path of the folder that holds the solution.</summary>
    public string Root { get; }

    public IReadOnlyList<TextFile> Files { get; }

    public IReadOnlyList<Project> Projects { get; }

    /// <summary>Files of a folder and the folders in it, some of these left out.</summary>
    public IEnumerable<TextFile> In(string folder, params IEnumerable<string> except) =>
        Files.Where(file => file.IsIn(folder) && !except.Any(file.IsIn));

    /// <summary>The repository that this assembly was built in.</summary>
    public static Tree ReadRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Casualties.sln")))
                return Read(folder.FullName);
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Casualties.sln.");
    }

    public static Tree Read(string root)
    {
        var walk = new Queue<DirectoryInfo>([new DirectoryInfo(root)]);
        var files = new List<TextFile>();
        while (walk.TryDequeue(out var folder))
        {
            foreach (var inner in folder.EnumerateDirectories().Where(inner => !NotWritten.Contains(inner.Name)))
                walk.Enqueue(inner);
            foreach (var file in folder.EnumerateFiles().Where(file => file.Name != "package-lock.json"))
            {
                var path = Path.GetRelativePath(root, file.FullName).Replace('\\', '/');
                if (TextEndings.Any(path.EndsWith))
                    files.Add(new TextFile(path, File.ReadAllText(file.FullName)));
            }
        }

        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new Tree(root, files);
    }
}

/// <summary>A file that people wrote.</summary>
public sealed partial class TextFile(string path, string text)
{
    private readonly Lazy<IReadOnlyList<TextLine>> _codeLines = new(() => Split(Comment().Replace(text, WithoutComment)));

    /// <summary>From the root, with forward slashes.</summary>
    public string Path => path;

    public string Text => text;

    public string Name => path[(path.LastIndexOf('/') + 1)..];

    public string Folder => path.Contains('/') ? path[..path.LastIndexOf('/')] : "";

    public bool IsCode => path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsSql => path.EndsWith(".sql", StringComparison.Ordinal);

    public IReadOnlyList<TextLine> Lines => Split(text);

    /// <summary>The lines of C# without their comments, in which anything may be named; of other files all of them.</summary>
    public IReadOnlyList<TextLine> CodeLines => IsCode ? _codeLines.Value : Lines;

    /// <summary>The names of the types that it declares.</summary>
    public IEnumerable<string> DeclaredTypes =>
        IsCode ? CodeLines.SelectMany(line => Declaration().Matches(line.Text)).Select(match => match.Groups["name"].Value) : [];

    public bool IsIn(string folder) => folder.Length == 0 || path.StartsWith(folder + "/", StringComparison.Ordinal);

    private static TextLine[] Split(string text) => [.. text.Split('\n').Select((line, index) => new TextLine(index + 1, line))];

    private static string WithoutComment(Match found) =>
        found.Groups["kept"].Success ? found.Value : new string('\n', found.Value.Count(letter => letter == '\n'));

    // Strings and characters are matched first, so that what looks like a comment inside them is kept.
    [GeneratedRegex(
        """"(?<kept>"{3,}[\s\S]*?"{3,}|\$?@\$?"([^"]|"")*"|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])+')|//[^\n]*|/\*[\s\S]*?\*/"""",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        @"^\s*((public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(record\s+struct|record\s+class|class|record|struct|interface|enum|delegate\s+\S+)\s+(?<name>\w+)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Declaration();
}

/// <summary>A line of a file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Text">Without its end.</param>
public sealed record TextLine(int Number, string Text);

/// <summary>A project file, with what the shared build files above it add.</summary>
/// <param name="File">The file.</param>
/// <param name="Projects">The folders of the projects that it references.</param>
/// <param name="Brings">Packages and frameworks that it references; the web SDK counts as its framework.</param>
/// <param name="Usings">Namespaces that all its files use.</param>
/// <param name="Generates">Whether it generates code from contracts.</param>
public sealed record Project(
    TextFile File, IReadOnlyList<string> Projects, IReadOnlyList<string> Brings, IReadOnlyList<string> Usings, bool Generates)
{
    public static Project Read(TextFile file, IEnumerable<TextFile> shared)
    {
        var own = XDocument.Parse(file.Text);
        XDocument[] all = [own, .. shared.Where(props => file.IsIn(props.Folder)).Select(props => XDocument.Parse(props.Text))];
        string[] Items(string kind) =>
            [.. all.SelectMany(part => part.Descendants(kind)).Select(item => (string?)item.Attribute("Include") ?? "")];

        string[] framework = (string?)own.Root?.Attribute("Sdk") == "Microsoft.NET.Sdk.Web" ? ["Microsoft.AspNetCore.App"] : [];
        return new Project(
            file,
            [.. Items("ProjectReference").Select(path => FolderOf(file.Folder, path))],
            [.. Items("PackageReference"), .. Items("FrameworkReference"), .. framework],
            Items("Using"),
            Items("Protobuf").Length > 0);
    }

    private static string FolderOf(string from, string reference)
    {
        var parts = new Stack<string>(from.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in reference.Replace('\\', '/').Split('/')[..^1])
        {
            if (part == "..")
                parts.Pop();
            else if (part != ".")
                parts.Push(part);
        }

        return string.Join('/', parts.Reverse());
    }
}
