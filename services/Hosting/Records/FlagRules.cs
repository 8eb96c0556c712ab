using Casualties.Type.V1;

namespace Casualties.Hosting.Records;

/// <summary>What must hold of flags, and of scopes of judgements, beyond the limits of their single fields, which stand in the contract.</summary>
public static class FlagRules
{
    /// <summary>Adds what is wrong with a scope.</summary>
    public static void CheckScope(ReviewScope scope, string path, Violations violations)
    {
        if (scope.Admin1Pcode.Length > 0 && scope.Country.Length == 0)
            violations.Add($"{path}.country", "is required with admin1_pcode");
        if (scope is { StartDateFrom: not null, StartDateBefore: not null }
            && string.CompareOrdinal(IndexText.Of(scope.StartDateFrom), IndexText.Of(scope.StartDateBefore)) >= 0)
            violations.Add($"{path}.start_date_before", "must be after start_date_from");
    }

    /// <summary>Adds what is wrong with a flag that is raised for safety: another effect would show that there is one.</summary>
    public static void CheckFlag(Flag flag, string path, Violations violations)
    {
        if (flag.IsForSafety && flag.Effect is not (FlagEffect.Unspecified or FlagEffect.None or FlagEffect.Hide))
            violations.Add($"{path}.effect", "must be NONE or HIDE with a reason of safety: what is left out shows that there is a flag");
    }

    /// <summary>Adds why a flag of a source cannot have an effect and a scope.</summary>
    public static void CheckOfSource(FlagEffect effect, ReviewScope? scope, string path, Violations violations)
    {
        CheckTopic(effect, scope, path, violations);
        CheckWhole(effect == FlagEffect.Hide, scope, path, violations, "with effect HIDE: what is hidden is hidden as a whole");
    }

    /// <summary>Adds why a flag of a claim cannot have an effect and a scope.</summary>
    public static void CheckOfClaim(FlagEffect effect, ReviewScope? scope, string path, Violations violations)
    {
        CheckTopic(effect, scope, path, violations);
        if (scope is not null && !scope.Equals(new ReviewScope { Topic = scope.Topic }))
            violations.Add($"{path}scope", "may have a topic only: a claim is about one incident");
        else
            CheckWhole(effect == FlagEffect.Hide, scope, path, violations, "with effect HIDE: what is hidden is hidden as a whole");
    }

    /// <summary>Adds why a flag of an incident cannot have an effect and a scope.</summary>
    public static void CheckOfIncident(FlagEffect effect, ReviewScope? scope, string path, Violations violations)
    {
        if (effect is FlagEffect.DownWeight or FlagEffect.ExcludeFromCorroboration)
            violations.Add($"{path}effect", "must be NONE, EXCLUDE_FROM_COUNT or HIDE of an incident: only figures are weighed and corroborate");
        CheckWhole(true, scope, path, violations, "of an incident");
    }

    private static void CheckTopic(FlagEffect effect, ReviewScope? scope, string path, Violations violations)
    {
        if (effect is FlagEffect.DownWeight or FlagEffect.ExcludeFromCorroboration && scope?.Topic is not (null or ReviewTopic.Unspecified or ReviewTopic.Count))
            violations.Add($"{path}scope.topic", "must be COUNT or unset with this effect: only figures are weighed and corroborate");
    }

    private static void CheckWhole(bool mustBe, ReviewScope? scope, string path, Violations violations, string why)
    {
        if (mustBe && scope is not null && !scope.Equals(new ReviewScope()))
            violations.Add($"{path}scope", $"must be unset {why}");
    }
}
