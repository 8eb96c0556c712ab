using Casualties.Type.V1;

namespace Casualties.Gateway.Reports;

/// <summary>A revision as a feed brought it.</summary>
/// <param name="Info">What was recorded, when, by whom and why.</param>
/// <param name="Record">The whole record after the change.</param>
public readonly record struct FeedRevision(RevisionInfo Info, IRecord Record);

/// <summary>Revisions of one service, in order and without gaps.</summary>
/// <param name="Service">The service.</param>
/// <param name="Revisions">The revisions; at least one.</param>
public sealed record FeedBatch(SuiteService Service, IReadOnlyList<FeedRevision> Revisions);

/// <summary>How far the view has followed a service.</summary>
/// <param name="Revision">The last revision that the view holds; 0: none.</param>
/// <param name="Hash">Its hash; 32 bytes of zero if there is none.</param>
public readonly record struct FeedPosition(long Revision, ReadOnlyMemory<byte> Hash);

/// <summary>
/// What a service says now does not follow from what it said before: revisions were lost or altered, or a backup was restored.
/// The view is made anew from what the service says now.
/// </summary>
public sealed class HistoryChanged(SuiteService service, long revision, string what)
    : Exception($"The history of {service.Word()} changed at revision {revision}: {what}.");
