using Casualties.Type.V1;
using Google.Protobuf;

namespace Casualties.Hosting.Records;

/// <summary>Who may see a record, and how that changes: fewer people at once, more people by two.</summary>
public static class RecordExposure
{
    /// <summary>Checks that an update leaves alone who may see the record; where it says nothing of it, that stays as it was. Throws <see cref="InvalidFields"/>.</summary>
    public static void Keep(IDisclosedRecord before, IDisclosedRecord after, string path)
    {
        var violations = new Violations();
        foreach (var name in (ReadOnlySpan<string>)["visibility", "confidentiality"])
        {
            if (after.Descriptor.FindFieldByName(name) is not { } field)
                continue;
            var (was, now) = (field.Accessor.GetValue(before), field.Accessor.GetValue(after));
            if (Convert.ToInt32(now, System.Globalization.CultureInfo.InvariantCulture) == 0)
                field.Accessor.SetValue(after, was);
            else if (!now.Equals(was))
                violations.Add($"{path}.{name}", "is changed by publishing and restricting, not by an update");
        }
        violations.ThrowIfAny();
    }

    /// <summary>Proposes that more people may see a record, or, as the second person, lets them.</summary>
    /// <param name="scope">The change.</param>
    /// <param name="record">The record as it is.</param>
    /// <param name="wanted">Who may see it; what is unset stays as it is.</param>
    /// <param name="reason">Why.</param>
    /// <param name="apply">Puts a publication into the record.</param>
    public static T Publish<T>(RecordScope<T> scope, T record, Publication wanted, string reason, Action<T, Publication> apply)
        where T : class, IDisclosedRecord, IMessage<T>
    {
        var published = Complete(record, wanted);
        Check(record, published, wider: true);
        return FourEyes.Decide(scope, record, new Proposal { Publication = published, Reason = reason }, proposal =>
        {
            apply(record, proposal.Publication);
            return scope.Append(record);
        });
    }

    /// <summary>Lets fewer people see a record, at once.</summary>
    /// <param name="scope">The change.</param>
    /// <param name="record">The record as it is.</param>
    /// <param name="wanted">Who may see it; what is unset stays as it is.</param>
    /// <param name="apply">Puts a publication into the record.</param>
    public static T Restrict<T>(RecordScope<T> scope, T record, Publication wanted, Action<T, Publication> apply)
        where T : class, IDisclosedRecord, IMessage<T>
    {
        ArgumentNullException.ThrowIfNull(scope);
        var restricted = Complete(record, wanted);
        Check(record, restricted, wider: false);
        apply(record, restricted);
        return scope.Append(record);
    }

    private static Publication Complete(IDisclosedRecord record, Publication wanted)
    {
        var now = Of(record);
        return new Publication
        {
            Visibility = wanted.Visibility == Audience.Unspecified ? now.Visibility : wanted.Visibility,
            Confidentiality = wanted.Confidentiality == Confidentiality.Unspecified ? now.Confidentiality : wanted.Confidentiality,
        };
    }

    // How it stands now; unset means what the contract says that it means.
    private static Publication Of(IDisclosedRecord record)
    {
        var visibility = record.StatedVisibility();
        if (record.Descriptor.FindFieldByName("confidentiality") is not { } field)
            return new Publication { Visibility = visibility };
        var confidentiality = (Confidentiality)field.Accessor.GetValue(record);
        return new Publication
        {
            Visibility = visibility,
            Confidentiality = confidentiality == Confidentiality.Unspecified ? Confidentiality.Open : confidentiality,
        };
    }

    private static void Check(IDisclosedRecord record, Publication wanted, bool wider)
    {
        var now = Of(record);
        var violations = new Violations();
        if (now.Equals(wanted))
            violations.Add("visibility", "is already so");
        else if (wider ? wanted.Visibility > now.Visibility : wanted.Visibility < now.Visibility)
            violations.Add("visibility", wider ? "lets fewer people see it: restrict it instead" : "lets more people see it: that takes two people, publish it instead");
        else if (wider ? wanted.Confidentiality > now.Confidentiality : wanted.Confidentiality < now.Confidentiality)
            violations.Add("confidentiality", wider ? "tells less of it: restrict it instead" : "tells more of it: that takes two people, publish it instead");
        violations.ThrowIfAny();
    }
}
