using System.Text.Json;
using Casualties.Estimation.Scoring;

namespace Casualties.Gateway.Backtest;

/// <summary>Writes a result for programs. What a method does not give is null. The same result gives the same bytes.</summary>
public static class BacktestJson
{
    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n" };

    /// <summary>Writes a result as UTF-8, with a line break at the end.</summary>
    public static void Write(Stream stream, BacktestResult result)
    {
        using (var json = new Utf8JsonWriter(stream, Form))
        {
            json.WriteStartObject();
            json.WriteNumber("within_days", result.Window.Days);
            json.WriteString("policy", result.Policy.Id);
            json.WriteStartObject("quantities");
            foreach (QuantityScores quantity in result.Quantities)
                Write(json, quantity);
            json.WriteEndObject();
            json.WriteStartArray("rows");
            foreach (PairForecast row in result.Rows)
                Write(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, QuantityScores quantity)
    {
        json.WriteStartObject(quantity.Harm);
        json.WriteNumber("pairs", quantity.Pairs);
        json.WriteStartObject("methods");
        foreach (MethodScores method in quantity.Methods)
        {
            json.WriteStartObject(method.Method);
            Write(json, method.Scores);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Scores scores)
    {
        json.WriteStartObject("coverage");
        json.WriteNumber("50", scores.Within50.Coverage);
        json.WriteNumber("80", scores.Within80.Coverage);
        json.WriteNumber("90", scores.Within90.Coverage);
        json.WriteNumber("95", scores.Within95.Coverage);
        json.WriteEndObject();
        WriteNumber(json, "pit90", scores.Pit?.Within90);
        json.WriteNumber("mean_log_width_90", scores.Within90.MeanLogWidth);
        json.WriteNumber("interval_score_90", scores.Within90.IntervalScore);
        json.WriteNumber("weighted_interval_score", scores.WeightedIntervalScore);
        json.WriteNumber("median_abs_log_error", scores.MedianAbsoluteLogError);
    }

    private static void Write(Utf8JsonWriter json, PairForecast row)
    {
        LaterRow later = row.Pair.Later;
        json.WriteStartObject();
        json.WriteString("incident_key", later.Quantity.IncidentKey);
        json.WriteString("harm", later.Harm);
        json.WriteString("victims", later.Victims);
        json.WriteNumber("later", later.Best);
        WriteNumber(json, "low90", row.Own?.Within90.Low);
        WriteNumber(json, "median", row.Own?.Median);
        WriteNumber(json, "high90", row.Own?.Within90.High);
        json.WriteNumber("claims", row.Pair.Claims.Count);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
            json.WriteNumber(name, known);
        else
            json.WriteNull(name);
    }
}
