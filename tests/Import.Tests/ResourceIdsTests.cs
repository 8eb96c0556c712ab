using Casualties.Counts.V1;
using Casualties.Gateway.Import;
using CsCheck;

namespace Import.Tests;

public sealed class ResourceIdsTests
{
    // What strict UTF-8 can give: no halves of surrogate pairs.
    private static readonly Gen<string> Text = Gen.Char.Where(c => !char.IsSurrogate(c)).Array[0, 100].Select(chars => new string(chars));

    [Theory]
    [InlineData("Afghan Ministry of Interior", "afghan-ministry-of-interior")]
    [InlineData("Hasht-e Subh (8am)", "hasht-e-subh-8am")]
    [InlineData("Hôpital Émergence", "hopital-emergence")]
    [InlineData("L'Osservatorio", "l-osservatorio")]
    [InlineData("a\uFFFEb", "a-b")]
    public void A_name_becomes_a_slug(string name, string id) => Assert.Equal(id, ResourceIds.OfName(name));

    [Fact]
    public void Names_whose_letters_a_slug_loses_do_not_meet()
    {
        Assert.StartsWith("8-", ResourceIds.OfName("صبح 8"), StringComparison.Ordinal);
        Assert.NotEqual(ResourceIds.OfName("صبح 8"), ResourceIds.OfName("Новости 8"));
        Assert.NotEqual(ResourceIds.OfName("..."), ResourceIds.OfName("---"));
    }

    [Fact]
    public void Two_names_with_one_slug_get_two_ids_and_the_first_has_it_plain()
    {
        SheetReading reading = Sheets.WithClaims(
            "blast-1,2,,PAPER,,,killed,exact,1,1,,total,,,\n",
            "blast-1,3,,paper,,,killed,exact,1,1,,total,,,\n");
        Assert.Equal("paper", reading.Survey.Sources["Paper"].Id);
        Assert.Equal(4, reading.Survey.Sources.Values.Select(source => source.Id).Distinct().Count());
    }

    [Fact]
    public void A_legal_key_is_its_own_id_and_any_other_gets_a_legal_one_of_its_own() =>
        Gen.Select(Text, Text).Sample((a, b) =>
        {
            string id = ResourceIds.OfKey(a);
            Assert.Matches("^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$", id);
            Assert.Equal(id, ResourceIds.OfKey(a));
            Assert.Equal(id, ResourceIds.OfKey(id));
            Assert.True(a == b || id != ResourceIds.OfKey(b));
            Assert.Matches("^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$", ResourceIds.OfName(a));
        }, iter: 10_000);

    [Fact]
    public void The_id_of_a_claim_fits_whatever_the_key()
    {
        string incident = new('a', 80);
        Assert.Equal(80, ResourceIds.OfClaim(incident, 1).Length);
        Assert.NotEqual(ResourceIds.OfClaim(incident, 1), ResourceIds.OfClaim(incident, 2));
    }

    [Fact]
    public void A_request_id_follows_from_the_request_and_is_shaped_as_a_random_one()
    {
        string id = ResourceIds.OfRequest(new ImportClaimsRequest { Entries = { new ClaimEntry { ClaimId = "a" } } });
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", id);
        Assert.Equal(id, ResourceIds.OfRequest(new ImportClaimsRequest { Entries = { new ClaimEntry { ClaimId = "a" } } }));
        Assert.NotEqual(id, ResourceIds.OfRequest(new ImportClaimsRequest { Entries = { new ClaimEntry { ClaimId = "b" } } }));
    }
}
