-- Files are read in pages, by name of the incident: which of a page are asked for is told by the index alone, without a look at the reports.
CREATE INDEX report_page ON report (audience, incident, sequence, country, start_date);
