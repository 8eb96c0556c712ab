using Casualties.Counts.V1;
using Casualties.Gateway;
using Casualties.Hosting;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Casualties.Tests.Shared;

/// <summary>What reviewers do, in one line each: whoever did something before cannot decide on it, so each call says who makes it.</summary>
public static class Reviewing
{
    /// <summary>Who records what a test records without saying as whom.</summary>
    public static string Recorder => Suite.Owner.Subject;

    /// <summary>A reviewer of the restricted audience.</summary>
    public static Caller Reviewer(string name) => new(name, RoleSet.Of(Role.Reader, Role.Reviewer), Audience.Restricted);

    /// <summary>A flag.</summary>
    public static Flag Flag(FlagEffect effect = FlagEffect.ExcludeFromCount, FlagReason reason = FlagReason.Fabrication, ReviewScope? scope = null, Timestamp? expires = null) => new()
    {
        Reason = reason,
        Severity = FlagSeverity.High,
        Effect = effect,
        Scope = scope,
        Rationale = "The film shows another year.",
        Evidence = { "https://archive.example/1" },
        ExpireTime = expires,
    };

    /// <summary>Raises a flag on any record, as it stands by now.</summary>
    public static async Task<IDisclosedRecord> FlagAsync(this RunningSuite suite, string name, Flag flag, string raiser = "raiser")
    {
        var (calls, etag) = (suite.As(Reviewer(raiser)), await suite.EtagOf(name));
        return Area(name) switch
        {
            "sources" => await new SourceService.SourceServiceClient(calls).FlagSourceAsync(
                new FlagSourceRequest { Name = name, Etag = etag, Flag = flag, RequestId = Some.NewRequestId() }),
            "claims" => await new ClaimService.ClaimServiceClient(calls).FlagClaimAsync(
                new FlagClaimRequest { Name = name, Etag = etag, Flag = flag, RequestId = Some.NewRequestId() }),
            _ => await new IncidentService.IncidentServiceClient(calls).FlagIncidentAsync(
                new FlagIncidentRequest { Name = name, Etag = etag, Flag = flag, RequestId = Some.NewRequestId() }),
        };
    }

    /// <summary>Raises a flag on a record.</summary>
    public static async Task<T> FlagAsync<T>(this RunningSuite suite, T record, Flag flag, string raiser = "raiser")
        where T : IDisclosedRecord => (T)await suite.FlagAsync(record.Name, flag, raiser);

    /// <summary>Decides on the flag of a record that was raised last.</summary>
    public static async Task<T> DecideAsync<T>(this RunningSuite suite, T record, FlagState state, string decider = "decider")
        where T : IDisclosedRecord => (T)await suite.DecideAsync(record.Name, record.Flags[^1].Id, state, decider);

    /// <summary>Decides on a flag.</summary>
    public static async Task<IDisclosedRecord> DecideAsync(this RunningSuite suite, string name, string flag, FlagState state, string decider = "decider")
    {
        var (calls, etag) = (suite.As(Reviewer(decider)), await suite.EtagOf(name));
        return Area(name) switch
        {
            "sources" => await new SourceService.SourceServiceClient(calls).DecideSourceFlagAsync(
                new DecideSourceFlagRequest { Name = name, Etag = etag, FlagId = flag, State = state, Rationale = "Looked at it.", RequestId = Some.NewRequestId() }),
            "claims" => await new ClaimService.ClaimServiceClient(calls).DecideClaimFlagAsync(
                new DecideClaimFlagRequest { Name = name, Etag = etag, FlagId = flag, State = state, Rationale = "Looked at it.", RequestId = Some.NewRequestId() }),
            _ => await new IncidentService.IncidentServiceClient(calls).DecideIncidentFlagAsync(
                new DecideIncidentFlagRequest { Name = name, Etag = etag, FlagId = flag, State = state, Rationale = "Looked at it.", RequestId = Some.NewRequestId() }),
        };
    }

    /// <summary>Objects to how a flag was decided.</summary>
    public static async Task<IDisclosedRecord> AppealAsync(this RunningSuite suite, string name, string flag, string appellant = "appellant")
    {
        var (calls, etag) = (suite.As(Reviewer(appellant)), await suite.EtagOf(name));
        return Area(name) switch
        {
            "sources" => await new SourceService.SourceServiceClient(calls).AppealSourceFlagAsync(
                new AppealSourceFlagRequest { Name = name, Etag = etag, FlagId = flag, Rationale = "It was the right year.", RequestId = Some.NewRequestId() }),
            "claims" => await new ClaimService.ClaimServiceClient(calls).AppealClaimFlagAsync(
                new AppealClaimFlagRequest { Name = name, Etag = etag, FlagId = flag, Rationale = "It was the right year.", RequestId = Some.NewRequestId() }),
            _ => await new IncidentService.IncidentServiceClient(calls).AppealIncidentFlagAsync(
                new AppealIncidentFlagRequest { Name = name, Etag = etag, FlagId = flag, Rationale = "It was the right year.", RequestId = Some.NewRequestId() }),
        };
    }

    /// <summary>Objects to how the flag of a record was decided that was raised last.</summary>
    public static async Task<T> AppealAsync<T>(this RunningSuite suite, T record, string appellant = "appellant")
        where T : IDisclosedRecord => (T)await suite.AppealAsync(record.Name, record.Flags[^1].Id, appellant);

    /// <summary>Raises a flag that another person upholds; answers its id.</summary>
    public static async Task<string> UpholdAsync(this RunningSuite suite, string name, Flag flag)
    {
        var id = (await suite.FlagAsync(name, flag)).Flags[^1].Id;
        await suite.DecideAsync(name, id, FlagState.Upheld);
        return id;
    }

    /// <summary>Has a flag that was upheld rejected on appeal.</summary>
    public static async Task ReverseAsync(this RunningSuite suite, string name, string flag)
    {
        await suite.AppealAsync(name, flag);
        await suite.DecideAsync(name, flag, FlagState.Rejected, "court");
    }

    /// <summary>Rates a source.</summary>
    public static async Task<Source> RateAsync(this RunningSuite suite, string source, ReliabilityGrade grade, ReviewScope? scope = null) =>
        await suite.Sources.RateSourceAsync(new RateSourceRequest
        {
            Name = source, Etag = await suite.EtagOf(source), Grade = grade, Rationale = "Looked at its record.", Scope = scope, RequestId = Some.NewRequestId(),
        });

    /// <summary>Says how far a claim is believed.</summary>
    public static async Task<Claim> AssessAsync(
        this RunningSuite suite, string claim, InformationCredibility credibility, string corroboratedBy = "", string reviewer = "assessor") =>
        await new ClaimService.ClaimServiceClient(suite.As(Reviewer(reviewer))).AssessClaimAsync(new AssessClaimRequest
        {
            Name = claim,
            Etag = await suite.EtagOf(claim),
            Assessment = new ClaimAssessment { Credibility = credibility, CorroboratedBy = corroboratedBy, Rationale = "Compared it with the others." },
            RequestId = Some.NewRequestId(),
        });

    /// <summary>Decides whether a claim repeats another one.</summary>
    public static async Task<Claim> JudgeCopyAsync(this RunningSuite suite, string claim, string original, CopyVerdict verdict, string reviewer = "judge") =>
        await new ClaimService.ClaimServiceClient(suite.As(Reviewer(reviewer))).JudgeClaimCopyAsync(new JudgeClaimCopyRequest
        {
            Name = claim,
            Etag = await suite.EtagOf(claim),
            Judgement = new CopyJudgement { Original = original, Verdict = verdict, Rationale = "Word for word the same." },
            RequestId = Some.NewRequestId(),
        });

    /// <summary>The etag of any record as it stands.</summary>
    public static async Task<string> EtagOf(this RunningSuite suite, string name) => Area(name) switch
    {
        "sources" => (await suite.Sources.GetSourceAsync(new GetSourceRequest { Name = name })).Etag,
        "claims" => (await suite.Claims.GetClaimAsync(new GetClaimRequest { Name = name })).Etag,
        _ => (await suite.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = name })).Etag,
    };

    private static string Area(string name) => name[..name.IndexOf('/', StringComparison.Ordinal)];
}
