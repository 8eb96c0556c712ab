namespace Casualties.Estimation;

/// <summary>The policies that this estimator knows.</summary>
public static class Policies
{
    /// <summary>What is used where no policy is asked for.</summary>
    public static IPolicy Default { get; } = new DocumentedBoundsPolicy();

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<IPolicy> All { get; } = [Default];

    /// <summary>The policy with this id; null if there is none.</summary>
    public static IPolicy? TryFind(string id) => All.FirstOrDefault(policy => policy.Id == id);
}

/// <summary>The code that carries out policies.</summary>
public static class Estimator
{
    /// <summary>Raised with any change of this project that changes a result, a policy's or the attribution summary's. Reports name it.</summary>
    public const int Version = 1;
}
