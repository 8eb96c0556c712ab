using Casualties.Reports.V1;

namespace Casualties.Gateway.Reviews;

/// <summary>The review RPCs. Each folder beside this file holds those of one capability.</summary>
internal sealed partial class ReviewRpc : ReviewService.ReviewServiceBase;
