using Casualties.Type.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Casualties.Hosting;

/// <summary>Who calls, as the credentials say, and what follows from it.</summary>
/// <param name="Subject">Who it is; the actor of the revisions that the call makes.</param>
/// <param name="Roles">What the caller is trusted to do; every caller reads.</param>
/// <param name="Audience">How far information may travel to reach this caller.</param>
/// <param name="Organisation">The organisation that the caller belongs to; pseudonyms differ from one to the next. Empty: none is named.</param>
public sealed record Caller(string Subject, RoleSet Roles, Audience Audience, string Organisation = "")
{
    /// <summary>A caller without credentials, where such callers may read what is public.</summary>
    public static Caller Anonymous { get; } = new("anonymous", RoleSet.Of(Role.Reader), Audience.Public);

    /// <summary>Whether every record may be seen, and with it how many there are: revision numbers are told as they are.</summary>
    public bool SeesEveryRecord => Audience == Audience.Restricted;

    /// <summary>Whether it may be told who a sealed source is.</summary>
    public bool KnowsSealedSources => SeesEveryRecord && Roles.HasAny(SealedSources);

    private static RoleSet SealedSources { get; } = RoleSet.Of(Role.Steward, Role.Service);

    /// <summary>The caller of a request. Throws if nobody looked: such a request must not be answered.</summary>
    public static Caller Of(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The request reached a handler without credentials being looked at.");

    /// <summary>The caller of an RPC.</summary>
    public static Caller Of(ServerCallContext context) => Of(context.GetHttpContext());
}

/// <summary>Some roles.</summary>
public readonly record struct RoleSet
{
    private readonly uint _bits;

    private RoleSet(uint bits) => _bits = bits;

    /// <summary>The roles of the set.</summary>
    public IEnumerable<Role> All
    {
        get
        {
            var bits = _bits;
            return Enum.GetValues<Role>().Where(role => (bits & Bit(role)) != 0);
        }
    }

    /// <summary>A set of roles.</summary>
    public static RoleSet Of(params IEnumerable<Role> roles) => new(roles.Aggregate(0u, (bits, role) => bits | Bit(role)));

    /// <summary>Whether any role is in both.</summary>
    public bool HasAny(RoleSet other) => (_bits & other._bits) != 0;

    private static uint Bit(Role role) => 1u << (int)role;
}
