namespace Casualties.Gateway.Reports.Exporting;

/// <summary>What a workbook consists of beside its sheet, the least that the standard (ECMA-376) asks for.</summary>
internal static class XlsxParts
{
    /// <summary>The part with the rows.</summary>
    public const string Sheet = "xl/worksheets/sheet1.xml";

    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Spreadsheet = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>The other parts, by name.</summary>
    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        ("[Content_Types].xml", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{Spreadsheet}.sheet.main+xml"/><Override PartName="/{Sheet}" ContentType="{Spreadsheet}.worksheet+xml"/></Types>
            """),
        ("_rels/.rels", Relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", $"""
            <?xml version="1.0" encoding="utf-8"?>
            <workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{Office}"><sheets><sheet name="casualties" sheetId="1" r:id="rId1"/></sheets></workbook>
            """),
        ("xl/_rels/workbook.xml.rels", Relation("worksheet", "worksheets/sheet1.xml")),
    ];

    private static string Relation(string type, string target) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Office}/{type}" Target="{target}"/></Relationships>
        """;
}
