// Records a claim through the gateway and reads the report that it changed.
//
//   node record-and-read.mjs localhost:5100 $(casualties token me --role recorder --audience restricted)
//
// Prints what it saw as JSON. Ends with 0 if the report shows the claim and its ranges, otherwise with 1 and the reason on standard error.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from './suite.mjs';

const [address, token] = process.argv.slice(2);
if (!address || !token) {
  console.error('usage: node record-and-read.mjs HOST:PORT TOKEN');
  process.exit(1);
}

const suite = connect(address, token);
try {
  console.log(JSON.stringify(await recordAndRead(suite), null, 2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  suite.close();
}

async function recordAndRead({ sources, incidents, claims, reports }) {
  // Who speaks. The caller may choose ids; without one the server makes a UUIDv7.
  const source = await sources.createSource({
    source: { displayName: 'Example hospital', type: 'SOURCE_TYPE_MEDICAL_FACILITY' },
    requestId: randomUUID(),
  });

  // What happened.
  const incident = await incidents.createIncident({
    incident: {
      title: 'Explosion at an example market',
      eventTime: { startDate: { year: 2021, month: 8, day: 3 } },
      place: { name: 'Example town', country: 'AFG', precision: 'LOCATION_PRECISION_SETTLEMENT' },
      tactic: 'TACTIC_IED_NON_SUICIDE',
    },
    requestId: randomUUID(),
  });

  // An answer's revision, sent along as the least revision to read, makes sure that the report has seen the change.
  const name = `${incident.name}/report`;
  const before = await reports.getIncidentReport({
    name,
    minRevisions: { incidents: incident.revision, sources: source.revision },
  });
  assert.deepEqual(before.claims, [], 'a new incident has no claims');

  // How many. The request id is made once for each change and kept for every attempt at it.
  const recordClaim = {
    claim: {
      incident: incident.name,
      publisher: source.name,
      // It counted on its own.
      originator: source.name,
      counts: [
        { harm: 'HARM_TYPE_KILLED', form: 'COUNT_FORM_EXACT', low: 8, high: 8 },
        { harm: 'HARM_TYPE_INJURED', form: 'COUNT_FORM_AT_LEAST', low: 11 },
      ],
      publishedDate: { year: 2021, month: 8, day: 4 },
    },
    requestId: randomUUID(),
  };
  const claim = await claims.recordClaim(recordClaim);

  // A client whose connection broke does not know whether its change was stored. It sends it again; nothing is recorded twice.
  assert.deepEqual(await claims.recordClaim(recordClaim), claim, 'the same request id gives the same answer');

  const report = await reports.getIncidentReport({
    name,
    minRevisions: { incidents: incident.revision, counts: claim.revision, sources: source.revision },
  });
  assert.deepEqual(
    report.claims.map((part) => part.claim),
    [claim.name],
    'the report shows the claim, once',
  );
  const killed = range(report, 'HARM_TYPE_KILLED');
  const injured = range(report, 'HARM_TYPE_INJURED');
  assert.deepEqual(killed, { low: '8', high: '8', openAbove: false });
  assert.equal(injured.low, '11');
  assert.equal(injured.openAbove, true, '"at least" leaves the upper end open');

  return {
    source: source.name,
    incident: incident.name,
    claim: claim.name,
    claimRevision: claim.revision,
    killed,
    injured,
    originators: report.countOriginatorCount,
    revisions: report.provenance.revisions,
  };
}

/** The bounds of everyone who suffered a harm. Numbers are text, an end that no claim gives is absent. */
function range(report, harm) {
  const estimate = report.estimates.find((candidate) => candidate.harm === harm);
  assert.ok(estimate?.bounds, `the report has bounds for ${harm}`);
  const { low, high, openAbove = false } = estimate.bounds;
  return { low, high, openAbove };
}
