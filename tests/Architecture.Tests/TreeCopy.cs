namespace Architecture.Tests;

/// <summary>A copy of the tree in a folder of its own, to be broken.</summary>
internal sealed class TreeCopy : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("casualties-tree-");

    public TreeCopy(Tree tree)
    {
        foreach (var file in tree.Files)
            Write(file.Path, file.Text);
    }

    public Tree Read() => Tree.Read(_root.FullName);

    /// <summary>Adds an item to a project, or a line to another file; makes the file where there is none.</summary>
    public void Add(string file, string text)
    {
        var path = Path.Combine(_root.FullName, file);
        var isProject = file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal);
        var before = File.Exists(path) ? File.ReadAllText(path) : isProject ? "<Project Sdk=\"Microsoft.NET.Sdk\"></Project>" : "";
        if (isProject && before.TrimEnd().EndsWith("/>", StringComparison.Ordinal))
            before = before.Replace("/>", "></Project>", StringComparison.Ordinal);
        Write(file, isProject ? before.Replace("</Project>", $"<ItemGroup>{text}</ItemGroup></Project>", StringComparison.Ordinal) : $"{before}\n{text}\n");
    }

    public void Dispose() => _root.Delete(recursive: true);

    private void Write(string file, string text)
    {
        var path = Path.Combine(_root.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
