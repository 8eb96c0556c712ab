using CsCheck;

namespace Casualties.Estimation.Tests.Learning;

public sealed class LearningPropertyTests
{
    private static readonly LearningSource News = LearningSource.Of(new(SourceRole.News, ReliabilityGrade.C));

    [Fact]
    public void Learned_numbers_are_within_their_limits_whatever_is_claimed() =>
        Gen.Select(AnyLearning.Incident.Array[0, 12], AnyLearning.Graded).Sample((incidents, sources) =>
        {
            var learned = AnyLearning.Learn(incidents, sources);
            Assert.All(learned.Sources.Zip(sources), pair =>
            {
                var (source, before) = pair;
                Assert.InRange(source.Fabricated, 0, 1);
                Assert.InRange(source.Denial, 0, 1);
                Assert.InRange(source.Copying, 0, 1);
                Assert.InRange(source.Spread, double.Epsilon, SourceParameters.MaxSpread);
                Assert.InRange(source.Bias, -SourceParameters.MaxBias, SourceParameters.MaxBias);
                Assert.InRange(source.BiasVariance, double.Epsilon, before.Prior.Mean.BiasVariance * (1 + 1e-12));
            });
            Assert.All(learned.Parameters.Lags, lag =>
            {
                Assert.InRange(lag.IncompleteShare, 0, 1);
                Assert.InRange(lag.MeanLogShortfall, double.Epsilon, LagParameters.MaxShortfall);
            });
        }, iter: 12);

    [Theory]
    [InlineData(0)]
    [InlineData(10_000_000)]
    public void Sources_that_all_say_the_same_extreme_are_within_their_limits(long people)
    {
        var said = new Evidence(0, EvidenceForm.Exact, people, people, QuantityWord.None, 1);
        var incidents = Enumerable.Repeat(new LearningIncident(new[] { said, said with { Source = 1 } }), 30).ToArray();
        var learned = AnyLearning.Learn(incidents, [News, LearningSource.Of(new(SourceRole.Social, ReliabilityGrade.F))]);

        Assert.All(AnyLearning.Numbers(learned), number => Assert.True(double.IsFinite(number)));
        Assert.All(learned.Sources, source => Assert.InRange(source.Spread, double.Epsilon, SourceParameters.MaxSpread));
    }

    [Fact]
    public void The_order_of_incidents_does_not_change_a_bit() =>
        Gen.Select(AnyLearning.Incident.Array[2, 12].SelectMany(incidents => Gen.Shuffle(incidents.ToArray()).Select(shuffled => (incidents, shuffled))), AnyLearning.Graded)
            .Sample((given, sources) => Assert.Equal(
                AnyLearning.Numbers(AnyLearning.Learn(given.incidents, sources)), AnyLearning.Numbers(AnyLearning.Learn(given.shuffled, sources))), iter: 12);

    [Fact]
    public void Threads_do_not_change_a_bit() =>
        Gen.Select(AnyLearning.Incident.Array[1, 24], AnyLearning.Graded).Sample((incidents, sources) =>
        {
            var alone = AnyLearning.Numbers(AnyLearning.Learn(incidents, sources));
            Assert.Equal(alone, AnyLearning.Numbers(AnyLearning.Learn(incidents, sources, threads: 2)));
            Assert.Equal(alone, AnyLearning.Numbers(AnyLearning.Learn(incidents, sources, threads: 4)));
        }, iter: 12);

    [Fact]
    public void A_source_without_a_claim_that_counts_keeps_its_prior() =>
        Gen.Select(AnyLearning.Incident.Array[1, 12], AnyLearning.Graded).Sample((incidents, sources) =>
        {
            var learned = AnyLearning.Learn(incidents, sources);
            Assert.Equal(0, learned.Claims[^1]);
            for (var source = 0; source < sources.Length; source++)
            {
                if (learned.Claims[source] == 0)
                    Assert.Equal(sources[source].Prior.Mean, learned.Sources[source]);
            }
        }, iter: 12);

    [Fact]
    public void If_nothing_counts_nothing_is_learned() =>
        Gen.Select(AnyLearning.Incident.Array[0, 12], AnyLearning.Graded).Sample((incidents, sources) =>
        {
            var flagged = incidents.Select(incident => incident with { Evidence = incident.Evidence.ToArray().Select(one => one with { Discounted = true }).ToArray() });
            var learned = AnyLearning.Learn([.. flagged], sources);
            Assert.Equal(sources.Select(source => source.Prior.Mean), learned.Sources);
            Assert.Equal(ModelParameters.Default.Lags, learned.Parameters.Lags);
            Assert.Equal(default, learned.Summary);
            Assert.False(learned.IsUsable);
        }, iter: 12);

    [Fact]
    public void What_was_learned_from_is_counted() =>
        Gen.Select(AnyLearning.Incident.Array[0, 12], AnyLearning.Graded).Sample((incidents, sources) =>
        {
            var counting = incidents.Select(incident => incident with { Evidence = incident.Evidence.ToArray().Where(one => !one.Discounted).ToArray() })
                .Where(incident => !incident.Evidence.IsEmpty).ToArray();
            var said = counting.SelectMany(incident => incident.Evidence.ToArray()).CountBy(one => one.Source).ToDictionary();
            var learned = AnyLearning.Learn(incidents, sources);

            Assert.Equal(Enumerable.Range(0, sources.Length).Select(source => said.GetValueOrDefault(source)), learned.Claims);
            Assert.Equal(
                (counting.Length, counting.Count(incident => incident.Truth is not null), said.Values.Sum(), said.Count),
                (learned.Summary.Incidents, learned.Summary.Resolved, learned.Summary.Claims, learned.Summary.Sources));
        }, iter: 12);

    [Fact]
    public void Where_the_truth_is_known_a_source_that_is_far_off_loses_trust_against_one_that_is_right()
    {
        var prior = News.Prior.Mean;
        var incidents = Enumerable.Range(0, LearnedReliability.MinIncidents).Select(number =>
        {
            // Far too high and far too low in turn, which no bias can explain.
            var truth = 16 + (number % 37);
            return new LearningIncident(new[] { Said(0, truth, 5), Said(1, number % 2 == 0 ? truth * 8 : truth / 8, 6) }, truth);
        }).ToArray();
        var learned = AnyLearning.Learn(incidents, [News, News]);

        Assert.True(learned.IsUsable);
        Assert.True(learned.Sources[0].Spread < learned.Sources[1].Spread - 1, $"{learned.Sources[0]}, {learned.Sources[1]}");
        Assert.True(learned.Sources[0].Fabricated < prior.Fabricated);
        Assert.True(Distrust(learned.Sources[1]) > Distrust(prior) + 0.3);

        static double Distrust(SourceParameters source) => source.Fabricated + source.Spread;
        static Evidence Said(int source, long people, double lag) => new(source, EvidenceForm.Exact, people, people, QuantityWord.None, lag);
    }

    [Fact]
    public void What_is_learned_of_a_kind_is_of_roles_that_make_claims_and_scales_every_grade_alike() =>
        Gen.Select(AnyLearning.Incident.Array[1, 12], AnyLearning.Graded).Sample((incidents, sources) =>
        {
            var learned = AnyLearning.Learn(incidents, sources);
            var said = sources.Zip(learned.Claims).Where(one => one.Second > 0).GroupBy(one => one.First.Role, one => one.Second)
                .ToDictionary(role => role.Key, role => role.Sum());

            Assert.Equal(said.OrderBy(role => role.Key), learned.Kinds.Select(kind => KeyValuePair.Create(kind.Role, kind.Claims)));
            Assert.All(learned.Kinds, kind =>
            {
                Assert.Equal(AnyLearning.Numbers(kind.NotJudged), AnyLearning.Numbers(kind.Expect(ReliabilityGrade.F)), (one, other) => Math.Abs(one - other) <= 1e-12);
                var spreads = Enum.GetValues<ReliabilityGrade>().Select(grade => kind.Expect(grade).Spread / SourcePrior.Of(new(kind.Role, grade)).Mean.Spread).ToArray();
                Assert.All(spreads, spread => Assert.Equal(spreads[0], spread, 1e-9));
            });
        }, iter: 12);

    [Fact]
    public void A_busy_source_does_not_speak_for_its_kind()
    {
        LearningSource[] two = [News, News];
        var few = AnyLearning.Learn(Lies(30), two).Kinds.Single().NotJudged.Fabricated;
        var many = AnyLearning.Learn(Lies(300), two).Kinds.Single().NotJudged.Fabricated;
        var believed = SourcePrior.Of(new(SourceRole.News, ReliabilityGrade.F)).Mean.Fabricated;

        Assert.True(few > believed);
        Assert.True(many < 1.5 * few);

        static LearningIncident[] Lies(int count) =>
            [.. Enumerable.Range(0, count).Select(number => new LearningIncident(new[] { new Evidence(0, EvidenceForm.Exact, 90, 90, QuantityWord.None, 100) }, Truth: 2))];
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        var prior = News.Prior;
        var said = new Evidence(0, EvidenceForm.Exact, 3, 3, QuantityWord.None, 1);

        Refused([new(new[] { said with { Source = 1 } })], prior);
        Refused([new(new[] { said with { Source = -1 } })], prior);
        Refused([new(new[] { said with { Low = -1 } })], prior);
        Refused([new(new[] { said with { High = CountLimits.MaxPeople + 1 } })], prior);
        Refused([new(new[] { said with { Form = default } })], prior);
        Refused([new(new[] { said }, Truth: -1)], prior);
        Refused([new(new[] { said }, Truth: CountLimits.MaxPeople + 1)], prior);
        Refused([new(new[] { said })], prior with { CopyingStrength = 0 });
        Refused([new(new[] { said })], prior with { Mean = prior.Mean with { BiasVariance = 0 } });
        Refused([new(new[] { said })], prior with { Mean = prior.Mean with { Fabricated = double.NaN } });

        static void Refused(LearningIncident[] incidents, SourcePrior prior) => Assert.ThrowsAny<ArgumentException>(() => AnyLearning.Learn(incidents, [News with { Prior = prior }]));
    }

    [Fact]
    public void It_ends_when_it_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var incidents = new LearningIncident[] { new(new[] { new Evidence(0, EvidenceForm.Exact, 3, 3, QuantityWord.None, 1) }) };
        var learner = new ReliabilityLearner(ModelParameters.Default);
        Assert.Throws<OperationCanceledException>(() => learner.Learn(incidents, [News], 1, cancelled.Token));
    }
}
