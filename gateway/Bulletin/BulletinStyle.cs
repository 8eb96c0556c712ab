namespace Casualties.Gateway.Bulletin;

/// <summary>
/// How a bulletin looks, on a screen and on A4. Dark on light only: it is printed. Holds no sign that XML would escape, since HTML would read the escape as text.
/// </summary>
internal static class BulletinStyle
{
    /// <summary>The style sheet.</summary>
    public const string Text = """

        :root { color-scheme: only light; }
        * { box-sizing: border-box; }
        body { margin: 0; background: #ffffff; color: #1f2933; font: 15px/1.45 Helvetica, Arial, 'DejaVu Sans', sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem; }
        h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; break-after: avoid; }
        h3 { font-size: 1rem; margin: 1rem 0 .3rem; break-after: avoid; }
        p { margin: .4rem 0; }
        ul { margin: .4rem 0; padding-left: 1.2rem; }
        bdi { overflow-wrap: anywhere; }
        .subtitle, .note, figcaption, caption, .coverage, .documented { color: #4a555f; }
        .note, figcaption { font-size: .85rem; }
        .notice { border: 2px solid #8a3b05; padding: .5rem .8rem; font-weight: bold; }
        .nothing-known { font-size: 1.2rem; border: 1px solid #8a949c; padding: .8rem 1rem; margin-top: 1.5rem; }
        .totals { display: flex; flex-wrap: wrap; gap: .8rem; }
        .total { flex: 1 1 14rem; border: 1px solid #8a949c; border-top: 4px solid #174a86; padding: .2rem .9rem .6rem; break-inside: avoid; }
        .total h3 { margin-top: .5rem; }
        .figure strong { font-size: 2rem; line-height: 1.1; }
        .documented { font-size: .9rem; }
        aside { border: 1px solid #8a949c; background: #f5f7f9; padding: .1rem 1rem .6rem; margin-top: 1.5rem; break-inside: avoid; font-size: .92rem; }
        aside h2 { font-size: 1rem; margin: .6rem 0 .2rem; }
        figure { margin: .6rem 0; break-inside: avoid; }
        figure svg { display: block; width: 100%; height: auto; }
        figure svg svg { overflow: hidden; }
        figcaption { margin-top: .3rem; }
        table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .86rem; font-variant-numeric: tabular-nums; }
        caption { break-after: avoid; text-align: left; font-weight: bold; padding-bottom: .3rem; }
        thead { display: table-header-group; }
        tfoot { display: table-row-group; break-before: avoid; }
        tbody tr:last-child { break-after: avoid; }
        tr { break-inside: avoid; }
        th, td { text-align: left; vertical-align: top; padding: .22rem .5rem .22rem 0; border-bottom: 1px solid #c4ccd3; }
        tbody th { font-weight: normal; min-width: 9rem; }
        thead th { vertical-align: bottom; border-bottom-color: #1f2933; }
        tfoot th, tfoot td { font-weight: bold; border-top: 2px solid #1f2933; }
        .number { text-align: right; padding-right: .7rem; }
        td.number { white-space: nowrap; }
        th.number { max-width: 8.5rem; }
        th.number.bounds { max-width: 7rem; font-size: .78rem; }
        .harm { text-align: center; text-transform: capitalize; }
        .bounds { color: #4a555f; font-weight: normal; }
        .coverage { display: block; font-size: .8rem; font-weight: normal; }
        .date { min-width: 6.2rem; }
        .place { min-width: 9rem; }
        .short { break-inside: avoid; }
        .hash { font-family: 'DejaVu Sans Mono', monospace; font-size: .72rem; overflow-wrap: anywhere; }
        .code { font-family: 'DejaVu Sans Mono', monospace; font-size: .74rem; overflow-wrap: anywhere; background: #f5f7f9; padding: .3rem .5rem; }
        footer { margin-top: 2.5rem; border-top: 2px solid #1f2933; font-size: .9rem; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .4rem 0; }
        dt { font-weight: bold; }
        dd { margin: 0; overflow-wrap: anywhere; }
        svg text { fill: #1f2933; font: 11px Helvetica, Arial, 'DejaVu Sans', sans-serif; }
        svg .label { font-size: 11.5px; unicode-bidi: plaintext; }
        svg .panel { font-size: 12px; font-weight: bold; }
        svg .tick, svg .axis { fill: #4a555f; font-size: 10px; text-anchor: middle; }
        svg .nothing { fill: #4a555f; font-size: 10px; font-style: italic; }
        svg .grid { stroke: #d3dae0; stroke-width: 1; }
        svg .range { fill: #cfe1f5; stroke: #174a86; stroke-width: 1; }
        svg .median { stroke: #0f2f57; stroke-width: 2.5; }
        svg .bounds { stroke: #9a4409; stroke-width: 1.4; }
        svg .open { stroke-dasharray: 2 2; }
        svg .end { fill: #9a4409; }
        @page { size: A4; margin: 14mm 13mm 16mm; @bottom-right { content: counter(page) ' / ' counter(pages); font: 8pt Helvetica, Arial, sans-serif; } }
        @media print {
          body { font-size: 9.5pt; }
          main { max-width: none; padding: 0; }
          h1 { font-size: 17pt; }
          aside, .code, .total { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
