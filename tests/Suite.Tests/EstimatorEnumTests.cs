using System.Globalization;
using Casualties.Estimation;

namespace Suite.Tests;

/// <summary>The estimator knows no contracts, and its enumerations are cast to and from theirs: they must have the same values.</summary>
public sealed class EstimatorEnumTests
{
    // Where the estimator has a shorter name.
    private static readonly Dictionary<string, string> Renamed = new()
    {
        [nameof(Harm)] = nameof(Casualties.Type.V1.HarmType),
        [nameof(SourceKind)] = nameof(Casualties.Sources.V1.SourceType),
    };

    // What the model makes of a record, in its own terms.
    private static readonly HashSet<string> OfTheModel = [nameof(EvidenceForm), nameof(QuantityWord), nameof(SourceRole), nameof(Topics)];

    public static TheoryData<string> Enums => [.. Estimators().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Enums))]
    public void An_enumeration_of_the_estimator_has_the_values_of_the_contract(string name)
    {
        var estimators = ValuesOf(Estimators().Single(type => type.Name == name));
        var contracts = ValuesOf(ContractOf(name));

        // What is unspecified need not reach the estimator: where it must be set, or is set by a service.
        Assert.Equal(contracts.Where(value => value.Key != "Unspecified"), estimators.Where(value => value.Key != "Unspecified"));
        Assert.True(!estimators.TryGetValue("Unspecified", out var unspecified) || unspecified == 0);
    }

    private static IEnumerable<Type> Estimators() => typeof(Estimator).Assembly.GetExportedTypes().Where(type => type.IsEnum && !OfTheModel.Contains(type.Name));

    private static Type ContractOf(string name) => Assert.Single(
        typeof(Casualties.Type.V1.HarmType).Assembly.GetExportedTypes(),
        type => type.IsEnum && type.Name == Renamed.GetValueOrDefault(name, name) && type.Namespace!.StartsWith("Casualties.", StringComparison.Ordinal));

    private static SortedDictionary<string, int> ValuesOf(Type type) => new(
        Enum.GetNames(type).ToDictionary(name => name, name => Convert.ToInt32(Enum.Parse(type, name), CultureInfo.InvariantCulture)), StringComparer.Ordinal);
}
