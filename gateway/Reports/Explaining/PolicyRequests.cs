using Casualties.Estimation;
using Casualties.Hosting;
using Policy = Casualties.Estimation.Policy;

namespace Casualties.Gateway.Reports;

/// <summary>Which policies a request asks for.</summary>
internal static class PolicyRequests
{
    /// <summary>The policy of an id; the default one for none. Throws <see cref="InvalidRequest"/> if it is not known.</summary>
    public static Policy Find(string id)
    {
        var violations = new Violations();
        var policy = Find(id, "policy", violations);
        violations.ThrowIfAny();
        return policy;
    }

    /// <summary>The policies of several ids; all for none.</summary>
    public static IReadOnlyList<Policy> FindAll(IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
            return Policies.All;
        var violations = new Violations();
        var found = new List<Policy>(ids.Count);
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids.Take(i).Contains(ids[i]))
                violations.Add($"policies[{i}]", "is given twice");
            found.Add(Find(ids[i], $"policies[{i}]", violations));
        }
        violations.ThrowIfAny();
        return found;
    }

    /// <summary>The policy of an id; the default one for none, and for one that is not known, which is added to the violations.</summary>
    public static Policy Find(string id, string path, Violations violations)
    {
        if (id.Length == 0)
            return Policies.Default;
        if (Policies.TryFind(id) is { } policy)
            return policy;
        violations.Add(path, $"is not known; known are {string.Join(", ", Policies.All.Select(known => known.Id))}");
        return Policies.Default;
    }
}
