using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

// The standard fields (AIP-148) that every record of the suite has, so that what is done alike to all records is written once.
// The members themselves are generated from the contracts.

namespace Casualties.Type.V1
{
    /// <summary>A record: named, revised, never deleted.</summary>
    public interface IRecord : IMessage
    {
        /// <summary>The resource name, for example <c>incidents/kabul-2021-08-03</c>.</summary>
        string Name { get; set; }

        /// <summary>The revision of its service that last changed it; 0 before it is recorded.</summary>
        long Revision { get; set; }

        /// <summary>The tag of that revision.</summary>
        string Etag { get; set; }

        /// <summary>When it was first recorded.</summary>
        Timestamp CreateTime { get; set; }

        /// <summary>When it was last changed.</summary>
        Timestamp UpdateTime { get; set; }
    }

    /// <summary>A record that not everyone may know of, and that can be published, restricted and expunged.</summary>
    public interface IDisclosedRecord : IRecord
    {
        /// <summary>The lowest audience that may know of it, as recorded; unset is RESTRICTED.</summary>
        Audience Visibility { get; set; }

        /// <summary>The lowest audience that may know of it, with all that follows from the record.</summary>
        Audience KnownTo { get; }

        /// <summary>
        /// Makes this, a record of the past, as little known as it is today, where it is less known by now: what was hidden since is hidden as of the past too.
        /// Null: there is no such record any more, or not yet, and nothing can be told of it.
        /// </summary>
        void HideLike(IDisclosedRecord? today)
        {
            var now = today?.VisibleTo() ?? Audience.Restricted;
            if (Visibility != Audience.Unspecified && Visibility < now)
                Visibility = now;
        }

        /// <summary>Doubts that people raised, and what became of them.</summary>
        RepeatedField<Flag> Flags { get; }

        /// <summary>What waits for a second person; null: nothing.</summary>
        Proposal? Proposal { get; set; }

        /// <summary>What was removed for safety.</summary>
        RepeatedField<Expunged> Expunged { get; }
    }
}

namespace Casualties.Type.V1
{
    /// <summary>What follows for all records from who may see them and what people decided.</summary>
    public static class DisclosedRecords
    {
        /// <summary>The visibility of a record, as the contract means it where it is unset.</summary>
        public static Audience StatedVisibility(this IDisclosedRecord record) => record.Visibility == Audience.Unspecified ? Audience.Restricted : record.Visibility;

        /// <summary>Whether a flag hides a record from all below RESTRICTED.</summary>
        public static bool IsHiddenByFlag(this IDisclosedRecord record) => record.Flags.Any(flag => flag is { InForce: true, Effect: FlagEffect.Hide });

        /// <summary>The lowest audience that may know of a record, by its visibility and by flags that hide it.</summary>
        public static Audience VisibleTo(this IDisclosedRecord record) => record.IsHiddenByFlag() ? Audience.Restricted : record.StatedVisibility();
    }
}

namespace Casualties.Type.V1
{
    public partial class Flag
    {
        /// <summary>Is decided on. Only what is upheld holds.</summary>
        public void Decide(FlagState state) => (State, InForce) = (state, state == FlagState.Upheld);

        /// <summary>Whether it came to its end, and nobody objects.</summary>
        public bool IsEnded => State is FlagState.Rejected or FlagState.Expired;

        /// <summary>Whether that somebody is in danger is told to few: others must not see that there is such a flag.</summary>
        public bool IsForSafety => Reason is FlagReason.CoercedOrUnsafe or FlagReason.SafetyTakedown;

        /// <summary>When it last came into force, or ceased to be; null: it never was.</summary>
        public Timestamp? ForceTime
        {
            get
            {
                var (inForce, since) = (false, default(Timestamp));
                foreach (var step in Steps)
                {
                    var next = step.State switch
                    {
                        FlagState.Upheld => true,
                        FlagState.Rejected or FlagState.Expired => false,
                        // Looked at, or objected to: what was decided holds on.
                        _ => inForce,
                    };
                    (inForce, since) = (next, next == inForce ? since : step.StepTime);
                }
                return since;
            }
        }

        /// <summary>Whether it can be decided so, as it stands.</summary>
        public bool CanBecome(FlagState next) => next switch
        {
            FlagState.UnderReview => State == FlagState.Open,
            FlagState.Upheld or FlagState.Rejected => State is FlagState.Open or FlagState.UnderReview or FlagState.Appealed,
            // What was rejected has nothing to end.
            FlagState.Expired => !IsEnded,
            _ => false,
        };
    }
}

namespace Casualties.Incidents.V1
{
    public partial class Incident : IDisclosedRecord
    {
        /// <inheritdoc/>
        public Audience KnownTo => this.VisibleTo();
    }
}

namespace Casualties.Counts.V1
{
    public partial class Claim : IDisclosedRecord
    {
        /// <inheritdoc/>
        public Audience KnownTo => this.VisibleTo();

        /// <summary>The claim that this one repeats: as a reviewer decided last, or else as the recorder said; empty if none is known.</summary>
        public string RepeatedClaim =>
            CopyJudgements.LastOrDefault(judgement => judgement.Verdict == CopyVerdict.Copy)?.Original
            ?? (CopyJudgements.Any(judgement => judgement.Original == Copies) ? "" : Copies);

        /// <summary>The source whose figures it gives: the originator or, where nobody is named, the publisher.</summary>
        public string Voice => Originator.Length > 0 ? Originator : Publisher;

        /// <summary>Whether it can bear out another claim: it is live, repeats nothing, and comes from a named originator who is not behind the other.</summary>
        public bool Corroborates(Claim other) =>
            State == ClaimState.Live && !IsRepetition && Incident == other.Incident && Originator.Length > 0 && Originator != other.Voice && Originator != other.Publisher && other.RepeatedClaim != Name;

        /// <summary>Whether it repeats another claim, also where that one is not recorded.</summary>
        public bool IsRepetition => RepeatedClaim.Length > 0 || (Kind == ClaimKind.Repetition && (Copies.Length == 0 ? CopyJudgements.Count == 0 : !CopyJudgements.Any(judgement => judgement.Original == Copies)));
    }
}

namespace Casualties.Sources.V1
{
    public partial class Source : IDisclosedRecord
    {
        /// <summary>How many ratings with a scope it has at most.</summary>
        public const int MaxScopedRatings = 50;

        /// <inheritdoc/>
        public Audience KnownTo => Confidentiality >= Confidentiality.Pseudonymous ? Audience.Restricted : this.VisibleTo();

        /// <summary>
        /// Takes on a rating, in place of the one with the same scope if there is one: that stays in the revisions. The last one given stands last. False: it has as
        /// many ratings with a scope as it may have, and is as it was.
        /// </summary>
        public bool TryRate(Rating rating)
        {
            if (rating.Scope is null || rating.Scope.Equals(new ReviewScope()))
            {
                Rating = rating;
                rating.Scope = null;
                return true;
            }
            if (ScopedRatings.FirstOrDefault(one => one.Scope.Equals(rating.Scope)) is { } before)
                ScopedRatings.Remove(before);
            if (ScopedRatings.Count == MaxScopedRatings)
                return false;
            ScopedRatings.Add(rating);
            return true;
        }

        void IDisclosedRecord.HideLike(IDisclosedRecord? today)
        {
            var now = today as Source;
            var visibility = now?.VisibleTo() ?? Audience.Restricted;
            if (Visibility != Audience.Unspecified && Visibility < visibility)
                Visibility = visibility;
            if (now is null || now.Confidentiality > Confidentiality)
                Confidentiality = now?.Confidentiality ?? Confidentiality.Sealed;
            NamedBefore |= now?.NamedBefore ?? false;
        }
    }

    public partial class Calibration : IRecord;
}

namespace Casualties.Audit.V1
{
    public partial class AuditEvent : IRecord;
}

namespace Casualties.Type.V1
{
    /// <summary>A response in a stream that is a file, in parts. Over HTTP the file can be downloaded as such.</summary>
    public interface IFilePart
    {
        /// <summary>The name of the file, in the first part; empty in all others.</summary>
        string FileName { get; }

        /// <summary>The next bytes; empty in the first and the last part.</summary>
        ByteString Content { get; }

        /// <summary>What the file was made from, in the last part; null in all others.</summary>
        IMessage? WholeManifest { get; }
    }
}

namespace Casualties.Reports.V1
{
    public partial class ExportReportsResponse : IFilePart
    {
        /// <inheritdoc/>
        public string FileName => Header?.FileName ?? "";

        /// <inheritdoc/>
        public IMessage? WholeManifest => Manifest;
    }
}
