namespace Casualties.Estimation;

/// <summary>
/// Adds up numbers of which each has its series of probabilities. Like a binary counter it keeps sums of one, two, four ... of them and joins equals: so a sum of
/// many costs a little more for each doubling, where one after another each would cost a pass over the sum of all before it.
/// </summary>
/// <param name="period">That of <see cref="Convolution"/>.</param>
internal sealed class SeriesSum(int period)
{
    private readonly Stack<Series> runs = [];
    private int added;

    /// <summary>Adds one, which it takes over.</summary>
    public void Add(Series one)
    {
        runs.Push(one);
        added++;
        for (var carry = added; carry % 2 == 0; carry /= 2)
            Join();
    }

    /// <summary>The sum, of at least one; the caller's. Nothing can be added any more.</summary>
    public Series Conclude()
    {
        while (runs.Count > 1)
            Join();
        return runs.Pop();
    }

    private void Join() => runs.Push(Convolution.Take(runs.Pop(), runs.Pop(), period));
}
