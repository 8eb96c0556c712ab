// Clients of the suite's services, made from the contracts alone: nothing here is generated or published by the project.
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

const root = fileURLToPath(new URL('../../../', import.meta.url));

const contracts = protoLoader.loadSync(
  [
    'casualties/sources/v1/source_service.proto',
    'casualties/incidents/v1/incident_service.proto',
    'casualties/counts/v1/claim_service.proto',
    'casualties/reports/v1/report_service.proto',
  ],
  {
    // The build of protos/ copies the imported google/ contracts into artifacts/.
    includeDirs: [`${root}protos`, `${root}artifacts/google-protos`],
    // A 64-bit number does not fit a JavaScript number.
    longs: String,
    enums: String,
    // What was not sent stays absent: zero, unknown and not reported are three different things.
    defaults: false,
    // Lists are the exception: one without items is sent like one that was not set.
    arrays: true,
  },
);
const { casualties } = grpc.loadPackageDefinition(contracts);

// Trying again is safe for every call that reads or carries a request id, and UNAVAILABLE is the only status that asks for it.
const serviceConfig = {
  methodConfig: [
    {
      name: [{}],
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.1s',
        maxBackoff: '2s',
        backoffMultiplier: 2,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
};

/** The four services at one cleartext address ("host:port"), for the holder of a token; each unary method answers a promise. */
export function connect(address, token) {
  const metadata = new grpc.Metadata();
  metadata.set('authorization', `Bearer ${token}`);
  const open = (Service) => {
    const client = new Service(address, grpc.credentials.createInsecure(), {
      'grpc.service_config': JSON.stringify(serviceConfig),
    });
    const call = {};
    for (const [name, method] of Object.entries(Service.service)) {
      if (method.requestStream || method.responseStream) continue;
      const send = promisify(client[name]).bind(client);
      // A call without a deadline can wait for ever.
      call[method.originalName] = (request) => send(request, metadata, { deadline: Date.now() + 10_000 });
    }
    return { ...call, close: () => client.close() };
  };

  const suite = {
    sources: open(casualties.sources.v1.SourceService),
    incidents: open(casualties.incidents.v1.IncidentService),
    claims: open(casualties.counts.v1.ClaimService),
    reports: open(casualties.reports.v1.ReportService),
  };
  return { ...suite, close: () => Object.values(suite).forEach((service) => service.close()) };
}
