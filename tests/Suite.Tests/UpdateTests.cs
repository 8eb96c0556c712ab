using System.Net.Http.Json;
using Casualties.Incidents.V1;
using Casualties.Sources.V1;
using Casualties.Type.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Type;
using static Casualties.Tests.Shared.Some;

namespace Suite.Tests;

/// <summary>Updates change what they name, and nothing else.</summary>
public sealed class UpdateTests(SharedSuite shared) : IClassFixture<SharedSuite>
{
    private readonly RunningSuite suite = shared.Suite;

    [Fact]
    public async Task Without_a_mask_what_is_set_is_changed_and_the_rest_stays()
    {
        var before = await CreateAsync();
        var after = await UpdateAsync(before, new Incident { Title = "Corrected", ExternalIds = { Glide("CE-2021-000001-AFG") } });

        Assert.Equal(Changed(before, after, one =>
        {
            one.Title = "Corrected";
            one.ExternalIds.Clear();
            one.ExternalIds.Add(Glide("CE-2021-000001-AFG"));
        }), after);
    }

    [Fact]
    public async Task A_mask_of_everything_replaces_everything_that_callers_set()
    {
        var before = await CreateAsync();
        var wanted = Incident("Whole new");
        var after = await UpdateAsync(before, wanted.Clone(), "*");
        Assert.Equal(Changed(before, after, one =>
        {
            one.MergeFrom(wanted);
            (one.Summary, one.Place, one.Cause) = ("", wanted.Place, CauseCategory.Unspecified);
            one.Attributions.Clear();
            one.ExternalIds.Clear();
        }), after);

        var refusal = await RefusedAsync(after, new Incident { Summary = "No title and no day." }, "*");
        Assert.Equal(["incident.title", "incident.event_time"], refusal.Fields);
    }

    [Fact]
    public async Task A_nested_path_changes_one_field_of_its_message()
    {
        var before = await CreateAsync();
        var after = await UpdateAsync(before, new Incident { Place = new Place { Name = "Sherpur", Country = "XXX" } }, "place.name");
        Assert.Equal(Changed(before, after, one => one.Place.Name = "Sherpur"), after);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_nested_path_that_is_not_set_in_the_update_is_cleared_to_unset_and_not_to_zero(bool placeIsGiven)
    {
        var before = await CreateAsync();
        Assert.True(before.Place.HasUncertaintyRadiusM);
        var update = new Incident { Place = placeIsGiven ? new Place() : null };
        var after = await UpdateAsync(before, update, "place.uncertainty_radius_m", "place.admin1");

        Assert.False(after.Place.HasUncertaintyRadiusM);
        Assert.Equal(Changed(before, after, one =>
        {
            one.Place.ClearUncertaintyRadiusM();
            one.Place.Admin1 = "";
        }), after);
    }

    [Fact]
    public async Task A_nested_path_into_a_message_that_is_not_there_makes_it()
    {
        var before = await suite.CreateAsync(Incident().With(one => one.Place = null));
        var after = await UpdateAsync(before, new Incident { Place = new Place { Country = "AFG" } }, "place.country");
        Assert.Equal(Changed(before, after, one => one.Place = new Place { Country = "AFG" }), after);
    }

    [Fact]
    public async Task A_message_and_a_list_that_a_mask_names_are_replaced_whole()
    {
        var before = await CreateAsync();
        var after = await UpdateAsync(before, new Incident { Place = new Place { Name = "Elsewhere" } }, "place", "attributions");
        Assert.Equal(Changed(before, after, one =>
        {
            one.Place = new Place { Name = "Elsewhere" };
            one.Attributions.Clear();
        }), after);
    }

    [Fact]
    public async Task All_paths_that_name_nothing_or_what_callers_do_not_set_are_refused_at_once()
    {
        var before = await CreateAsync();
        var refusal = await RefusedAsync(before, new Incident { Title = "x" }, "colour", "title", "state", "name", "etag", "place.colour", "revision");
        Assert.Equal([0, 2, 3, 4, 5, 6], refusal.Fields.Select(field => field["update_mask.paths[".Length] - '0'));
        Assert.Equal(before, await suite.Incidents.GetIncidentAsync(new GetIncidentRequest { Name = before.Name }));
    }

    [Fact]
    public async Task What_an_update_makes_of_a_record_must_be_valid_as_a_whole()
    {
        var before = await CreateAsync();
        var cleared = await RefusedAsync(before, new Incident(), "title");
        var turned = await RefusedAsync(before, new Incident { EventTime = new EventTime { EndDate = Day(2021, 8, 1) } }, "event_time.end_date");
        var misleading = await RefusedAsync(before, new Incident { Place = new Place() }, "place.precision");

        Assert.Equal(["incident.title"], cleared.Fields);
        Assert.Equal(["incident.event_time.end_date"], turned.Fields);
        Assert.Equal(["incident.place.precision"], misleading.Fields);
    }

    [Fact]
    public async Task Output_only_fields_that_a_caller_sends_are_not_read()
    {
        var before = await CreateAsync();
        var sent = new Incident { Title = "Corrected", State = IncidentState.Retracted, Revision = 77, CreateTime = new Timestamp { Seconds = 1 } };
        var after = await UpdateAsync(before, sent);
        Assert.Equal(Changed(before, after, one => one.Title = "Corrected"), after);
    }

    [Fact]
    public async Task Over_JSON_a_mask_is_written_in_camel_case_or_as_in_the_contract()
    {
        var before = await CreateAsync();
        var after = await PatchAsync(before, "eventTime.endDate,place.admin1Pcode", new { eventTime = new { endDate = new { year = 2021, month = 8, day = 5 } }, place = new { admin1Pcode = "AF01" } });
        Assert.Equal(Changed(before, after, one => (one.EventTime.EndDate, one.Place.Admin1Pcode) = (Day(2021, 8, 5), "AF01")), after);

        var again = await PatchAsync(after, "event_time.end_date,title", new { title = "Corrected" });
        Assert.Equal(Changed(after, again, one => (one.EventTime.EndDate, one.Title) = (null, "Corrected")), again);
    }

    [Fact]
    public async Task A_source_is_updated_alike()
    {
        var before = await suite.CreateAsync(Source().With(one => (one.Note, one.Url) = ("A note", "https://example.org")));
        var after = await suite.Sources.UpdateSourceAsync(new UpdateSourceRequest
        {
            Source = new Source { Name = before.Name, Etag = before.Etag, Languages = { "ps", "fa-AF" } },
            UpdateMask = new FieldMask { Paths = { "languages", "note" } },
            RequestId = NewRequestId(),
        });

        var expected = before.Clone().With(one => (one.Note, one.Revision, one.Etag, one.UpdateTime) = ("", after.Revision, after.Etag, after.UpdateTime));
        expected.Languages.Clear();
        expected.Languages.Add(["ps", "fa-AF"]);
        Assert.Equal(expected, after);
    }

    private Task<Incident> CreateAsync() => suite.CreateAsync(Incident().With(one =>
    {
        one.Summary = "A summary.";
        one.Cause = CauseCategory.PlantedExplosivesAndUxo;
        one.Place.Location = new LatLng { Latitude = 34.5, Longitude = 69.2 };
        one.Place.UncertaintyRadiusM = 250;
        one.Attributions.Add(new Attribution { Actor = "An actor", Status = AttributionStatus.InferredByRecorder });
        one.ExternalIds.Add(Glide("CE-2021-000000-AFG"));
    }));

    private async Task<Incident> UpdateAsync(Incident before, Incident update, params string[] mask) =>
        await suite.Incidents.UpdateIncidentAsync(Request(before, update, mask));

    private async Task<Refusal> RefusedAsync(Incident before, Incident update, params string[] mask) =>
        await Refusal.OfAsync(suite.Incidents.UpdateIncidentAsync(Request(before, update, mask)));

    private static UpdateIncidentRequest Request(Incident before, Incident update, string[] mask) => new()
    {
        Incident = update.With(one => (one.Name, one.Etag) = (before.Name, before.Etag)),
        UpdateMask = mask.Length == 0 ? null : new FieldMask { Paths = { mask } },
        RequestId = NewRequestId(),
    };

    private async Task<Incident> PatchAsync(Incident before, string mask, object changes)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(changes)!;
        body["etag"] = before.Etag;
        using var response = await suite.Http.PatchAsync($"/v1/{before.Name}?updateMask={mask}&requestId={NewRequestId()}", JsonContent.Create(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonParser.Default.Parse<Incident>(text);
    }

    // What was, with a change, under the revision that made it.
    private static Incident Changed(Incident before, Incident after, Action<Incident> change) => before.Clone().With(change)
        .With(one => (one.Revision, one.Etag, one.UpdateTime) = (after.Revision, after.Etag, after.UpdateTime));

    private static ExternalId Glide(string value) => new() { Scheme = ExternalIdScheme.Glide, Value = value };
}
