using Casualties.Sources.V1;
using Casualties.Type.V1;

namespace Casualties.Gateway.Import;

/// <summary>A row of <c>claims.csv</c>. Empty texts and nulls: the cell was empty.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="IncidentKey">The incident.</param>
/// <param name="ClaimNo">The number of the claim within the incident, from 1.</param>
/// <param name="PublishedDate">The day of publication, UTC.</param>
/// <param name="PublishedHour">The hour of publication, UTC, 0 to 23.</param>
/// <param name="Publisher">Who published it.</param>
/// <param name="OriginalSource">Who the number comes from; null where the publisher does not say.</param>
/// <param name="OriginalSourceType">What kind of source that is.</param>
/// <param name="Harm">The kind of harm.</param>
/// <param name="Form">How the number was put.</param>
/// <param name="Low">People; see <see cref="CountStatement.Low"/>.</param>
/// <param name="High">People; see <see cref="CountStatement.High"/>.</param>
/// <param name="Words">The stated words.</param>
/// <param name="Victims">Who is counted; null for everyone. Shared: never changed.</param>
/// <param name="CopiesClaim">The number of the claim that this one repeats.</param>
/// <param name="Url">Where it was published.</param>
/// <param name="Note">The recorder's remark.</param>
public sealed record ClaimRow(
    int Line,
    string IncidentKey,
    int ClaimNo,
    DateOnly? PublishedDate,
    int? PublishedHour,
    string Publisher,
    string? OriginalSource,
    SourceType OriginalSourceType,
    HarmType Harm,
    CountForm Form,
    int? Low,
    int? High,
    string Words,
    VictimGroup? Victims,
    int? CopiesClaim,
    string Url,
    string Note)
{
    /// <summary>The file.</summary>
    public static SheetFormat Format { get; } = new("claims.csv", SheetLimits.MaxClaimRows,
        [
            "incident_key", "claim_no", "published_date", "publisher", "original_source", "original_source_kind", "harm", "count_form", "low", "high",
            "verbal", "victims", "copies_claim", "url", "note",
        ],
        Optional: ["note"]);

    /// <summary>Reads the current row, noting in the file what is wrong with it as far as the row itself tells.</summary>
    public static ClaimRow Parse(SheetFile file)
    {
        string key = file.Text(Column.Key, ContractLimits.ExternalIdValue, required: true);
        int? number = file.WholeNumber(Column.Number, 1, SheetLimits.MaxClaimNo);
        if (file.Cell(Column.Number).IsEmpty)
            file.Refuse(Column.Number, "must not be empty");
        (DateOnly? day, int? hour) = file.DayAndHour(Column.Published);

        string publisher = file.Text(Column.Publisher, ContractLimits.SourceName, required: true);
        string originalSource = file.Text(Column.OriginalSource, ContractLimits.SourceName);
        bool nobody = ClaimSheetWords.IsNobody(originalSource);
        SourceType type = file.Word(Column.OriginalKind, ClaimSheetWords.SourceKinds, required: !nobody);

        HarmType harm = file.Word(Column.Harm, ClaimSheetWords.Harms, required: true);
        CountForm form = file.Word(Column.Form, ClaimSheetWords.CountForms, required: true);
        int? low = file.WholeNumber(Column.Low, 0, ContractLimits.People);
        int? high = file.WholeNumber(Column.High, 0, ContractLimits.People);
        string words = file.Text(Column.Words, ContractLimits.Words);
        CheckForm(file, form, low, high, words);
        VictimGroup? victims = file.Word(Column.Victims, ClaimSheetWords.Victims, required: true);

        int? copies = file.WholeNumber(Column.Copies, 1, SheetLimits.MaxClaimNo);
        if (copies is not null && copies == number)
            file.Refuse(Column.Copies, "names the claim itself");
        string url = file.Text(Column.Url, ContractLimits.Url);
        if (url != "" && !(Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"))
            file.Refuse(Column.Url, "is not an absolute http or https address");
        string note = file.Text(Column.Note, ContractLimits.Note, lineBreaks: true);

        return new ClaimRow(
            file.Line, key, number.GetValueOrDefault(), day, hour, publisher, nobody ? null : originalSource, type, harm, form, low, high, words, victims,
            copies, url, note);
    }

    // Which of low and high must stand there follows from the form; zero is a number, an empty cell is none.
    private static void CheckForm(SheetFile file, CountForm form, int? low, int? high, string words)
    {
        if (form == CountForm.Unspecified)
            return;
        bool needsLow = form is not (CountForm.AtMost or CountForm.Words);
        bool needsHigh = form is CountForm.Exact or CountForm.About or CountForm.AtMost or CountForm.Range;
        CheckPresence(file, Column.Low, needsLow);
        CheckPresence(file, Column.High, needsHigh);
        if (low > high)
            file.Refuse(Column.Low, $"{low} is above high, {high}");
        else if (form is CountForm.Exact or CountForm.About && low < high)
            file.Refuse(Column.High, $"{high} is not low, {low}, as count_form {Echo(file)} demands");
        if (form == CountForm.Words && words == "")
            file.Refuse(Column.Words, "must not be empty where count_form is verbal");
    }

    private static void CheckPresence(SheetFile file, int column, bool needed)
    {
        if (file.Cell(column).IsEmpty == needed)
            file.Refuse(column, $"must {(needed ? "not " : "")}be empty where count_form is {Echo(file)}");
    }

    private static string Echo(SheetFile file) => QuarantineReport.Echo(file.Cell(Column.Form));

    internal static class Column
    {
        public const int Key = 0, Number = 1, Published = 2, Publisher = 3, OriginalSource = 4, OriginalKind = 5, Harm = 6, Form = 7, Low = 8, High = 9,
            Words = 10, Victims = 11, Copies = 12, Url = 13, Note = 14;
    }
}
