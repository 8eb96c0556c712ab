namespace Casualties.Estimation;

/// <summary>How a figure was put, as the model reads it.</summary>
public enum EvidenceForm { Exact = 1, About = 2, Range = 3, AtLeast = 4, AtMost = 5, Partial = 6, Words = 7 }

/// <summary>Words that stand for a number.</summary>
public enum QuantityWord { None = 0, Some = 1, Few = 2, Several = 3, Many = 4, Dozens = 5, Scores = 6, Hundreds = 7, Thousands = 8 }

/// <summary>One figure for one quantity of one incident, as the model reads it.</summary>
/// <param name="Source">Index of its source-role in the sources given beside it.</param>
/// <param name="Form">How it was put. "More than r" is at least r + 1.</param>
/// <param name="Low">People; for exact, about, range, at least, at most and partial. 0 for words.</param>
/// <param name="High">People; for range. Otherwise equal to <paramref name="Low"/>.</param>
/// <param name="Word">For words.</param>
/// <param name="LagHours">Hours from the end of the incident to publication, not below 0.</param>
/// <param name="Discounted">Counts with weight 0: an attributed copy, or a source that was flagged. It is still an earlier claim.</param>
/// <param name="Credibility">How far a person believes it; null where nobody has said.</param>
/// <param name="Doubted">Weighed as said by someone who is known to deceive.</param>
public readonly record struct Evidence(
    int Source, EvidenceForm Form, long Low, long High, QuantityWord Word, double LagHours, bool Discounted = false,
    InformationCredibility? Credibility = null, bool Doubted = false);
