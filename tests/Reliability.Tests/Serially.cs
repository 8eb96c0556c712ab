// Each test runs several processes: more than one test at a time would only make all of them slow.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
