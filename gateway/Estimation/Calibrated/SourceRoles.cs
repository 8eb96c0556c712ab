namespace Casualties.Estimation;

/// <summary>What a source is to an incident.</summary>
public static class SourceRoles
{
    // Letters. Shorter names are mostly acronyms, which have no endings; longer endings make another word.
    private const int ShortestInflected = 4;
    private const int LongestEnding = 3;

    /// <summary>A source without a record.</summary>
    internal static readonly SourceFacts NoRecord = new("", SourceKind.Unknown);

    /// <summary>How a source stands to the incident.</summary>
    /// <remarks>
    /// Only belligerents take a side. Which belligerent an actor is, is told by names: one stands in the other as words of it. A source that is not recognised is
    /// neutral, which leaves its numbers more room in both directions.
    /// </remarks>
    internal static SourceRelation Relation(SourceFacts source, IReadOnlyList<Attribution> attributions)
    {
        if (!MayTakeSide(source.Kind))
            return SourceRelation.Neutral;
        var attributed = false;
        foreach (var attribution in attributions)
        {
            if (attribution.Role is not (AttributionRole.Unspecified or AttributionRole.Perpetrator or AttributionRole.CoPerpetrator)
                || attribution.Status is AttributionStatus.DeniedByActor or AttributionStatus.CompetingClaims or AttributionStatus.Undetermined or AttributionStatus.Unattributed)
                continue;
            if (IsNamed(source.DisplayName, attribution.Actor))
                return SourceRelation.Perpetrator;
            attributed = true;
        }
        // A ministry of health or a governor is not the enemy's army.
        return attributed && source.Kind != SourceKind.OfficialState ? SourceRelation.Opponent : SourceRelation.Neutral;
    }

    /// <summary>Whether sources of a kind may stand to an incident in another relation than neutral.</summary>
    public static bool MayTakeSide(SourceKind kind) => kind is SourceKind.OfficialState or SourceKind.PartyToConflict or SourceKind.ArmedGroupStatement;

    /// <summary>The role and the grade; where nobody has given one, the grade that sources of the kind mostly earn.</summary>
    public static GradedRole Of(SourceFacts source, SourceRelation relation)
    {
        ArgumentNullException.ThrowIfNull(source);
        var (role, usual) = OfKind(source.Kind);
        role = relation switch
        {
            SourceRelation.Perpetrator => SourceRole.Perpetrator,
            SourceRelation.Opponent => SourceRole.Opponent,
            _ => role,
        };
        return new(role, source.Grade ?? usual);
    }

    /// <summary>The kind that counts where several kinds are asked for: outlets of different reach are one. Null: not knowing what kind a source is makes no further one.</summary>
    internal static SourceRole? KindOf(SourceFacts source) =>
        source.Kind is SourceKind.Unspecified or SourceKind.Unknown or SourceKind.Other ? null : Of(source, SourceRelation.Neutral).Role;

    // A judgement, chosen on the Afghan sample and on MAVERICK: bodies that count people are usually reliable; of an outlet or an authority that nobody has
    // graded it cannot be said (F), which leaves its numbers more room than C and scored better on both.
    private static (SourceRole, ReliabilityGrade) OfKind(SourceKind kind) => kind switch
    {
        SourceKind.MedicalFacility or SourceKind.MorgueOrCemetery => (SourceRole.Hospital, ReliabilityGrade.B),
        SourceKind.UnOrIntergovernmental or SourceKind.CourtOrInquest => (SourceRole.UnitedNations, ReliabilityGrade.B),
        SourceKind.LocalNgoMonitor or SourceKind.InternationalNgo or SourceKind.Ngo or SourceKind.Research
            or SourceKind.DatasetImport => (SourceRole.Ngo, ReliabilityGrade.B),
        SourceKind.LocalMedia or SourceKind.NationalMedia or SourceKind.InternationalMedia or SourceKind.NewsAgency
            or SourceKind.Media => (SourceRole.News, ReliabilityGrade.F),
        SourceKind.OfficialState or SourceKind.PartyToConflict or SourceKind.ArmedGroupStatement => (SourceRole.Official, ReliabilityGrade.F),
        SourceKind.Witness or SourceKind.VictimOrFamily or SourceKind.CommunityLeader => (SourceRole.Activist, ReliabilityGrade.D),
        SourceKind.SocialMediaAccount or SourceKind.CommunityPage => (SourceRole.Social, ReliabilityGrade.E),
        _ => (SourceRole.News, ReliabilityGrade.F),
    };

    private static bool IsNamed(string source, string actor) => actor.Length > 0 && source.Length > 0 && (StandsIn(source, actor) || StandsIn(actor, source));

    // As words of its own, the last one perhaps with an ending: Russia is in "Russian army", IS is not in "ministry".
    private static bool StandsIn(string text, string name)
    {
        for (var at = text.IndexOf(name, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(name, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + name.Length;
            var ending = 0;
            while (end + ending < text.Length && char.IsLetterOrDigit(text[end + ending]))
                ending++;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && ending <= (name.Length < ShortestInflected ? 0 : LongestEnding))
                return true;
        }
        return false;
    }
}
