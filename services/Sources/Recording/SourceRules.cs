using Casualties.Hosting;
using Casualties.Sources.V1;

namespace Casualties.Sources;

/// <summary>What must hold of a source beyond the limits of its single fields, which stand in the contract.</summary>
public static class SourceRules
{
    /// <summary>Adds what is wrong with a source beyond its single fields.</summary>
    public static void CheckAcrossFields(Source source, string path, Violations violations)
    {
        if (source.Parent.Length > 0 && source.Parent == source.Name)
            violations.Add($"{path}.parent", "must be another source");
    }
}
