using System.Runtime.Versioning;
using System.Security.Cryptography;
using Casualties.Hosting;
using Casualties.Incidents;
using Casualties.Incidents.V1;
using Casualties.Type.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Access.Tests;

/// <summary>The key by which the processes of a suite know each other: whoever can read it can be anyone.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KeyFileTests : IDisposable
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Caller Reader = new("reader", RoleSet.Of(Role.Reader), Audience.Restricted);

    private readonly string folder = Directory.CreateTempSubdirectory("casualties-keys-").FullName;

    private string Data => Path.Combine(folder, "new", "data");

    private string KeyFile => Path.Combine(Data, AccessSettings.DefaultKeyFile);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task S8_The_key_is_made_for_its_user_alone_in_a_folder_for_its_user_alone()
    {
        Assert.Equal(0, (await Command.RunAsync("token", "asma", "--data", Data)).Code);
        Assert.Equal(OwnerReadsAndWrites, File.GetUnixFileMode(KeyFile));
        Assert.Equal(OwnerReadsAndWrites | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
        // Nothing that was written on the way is left.
        Assert.Equal([KeyFile], Directory.EnumerateFileSystemEntries(Data));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public async Task S8_A_key_that_others_can_read_or_write_is_refused(UnixFileMode more)
    {
        await Command.RunAsync("token", "asma", "--data", Data);
        var good = await File.ReadAllTextAsync(KeyFile);
        File.SetUnixFileMode(KeyFile, OwnerReadsAndWrites | more);
        // Nor is it good behind another name.
        var link = Path.Combine(folder, "link.pem");
        File.CreateSymbolicLink(link, KeyFile);
        foreach (var args in new string[][] { ["token", "asma", "--data", Data], ["serve", "--data", Data, "--grpc-port", "0", "--http-port", "0"], ["token", "asma", $"--Access:KeyFile={link}"] })
        {
            var (code, output, errors) = await Command.RunAsync(args);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains("chmod 600", errors, StringComparison.Ordinal);
        }
        Assert.Equal(good, await File.ReadAllTextAsync(KeyFile));
    }

    [Fact]
    public void S8_A_file_that_holds_no_key_on_P256_is_refused_and_left_as_it_is()
    {
        string[] contents =
        [
            "",
            "secret",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
            RSA.Create(2048).ExportPkcs8PrivateKeyPem(),
            ECDsa.Create(ECCurve.NamedCurves.nistP384).ExportPkcs8PrivateKeyPem(),
            // As long as one on P-256, and no other difference to see.
            ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1")).ExportPkcs8PrivateKeyPem(),
            ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1).ExportPkcs8PrivateKeyPem(),
            ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportEncryptedPkcs8PrivateKeyPem("word", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)),
            ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem() + "\n" + ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem(),
        ];
        foreach (var content in contents)
        {
            var path = Written("bad.pem", content);
            var refused = Assert.Throws<InvalidSetting>(() => SuiteKey.Load(path));
            Assert.Contains("Access:KeyFile", refused.Message, StringComparison.Ordinal);
            Assert.Equal(content, File.ReadAllText(path));
        }
    }

    [Fact]
    public async Task S8_With_the_public_part_alone_a_service_knows_callers_and_can_be_none()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var whole = SuiteKey.Load(Written("whole.pem", key.ExportPkcs8PrivateKeyPem()));
        // Everyone may read it.
        var path = Written("public.pem", key.ExportSubjectPublicKeyInfoPem());
        File.SetUnixFileMode(path, OwnerReadsAndWrites | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        var part = SuiteKey.Load(path);

        Assert.Equal((true, false), (whole.CanSign, part.CanSign));
        Assert.Throws<InvalidSetting>(() => new TokenIssuer(part, new AccessSettings(), TimeProvider.System).Issue(Reader, TimeSpan.FromMinutes(1)));
        Assert.Throws<InvalidSetting>(() => part.Derive("anything"));
        foreach (var command in new string[][] { ["token", "asma"], ["serve", "--grpc-port", "0", "--http-port", "0"] })
        {
            var (code, output, errors) = await Command.RunAsync([.. command, "--data", Data, $"--Access:KeyFile={path}"]);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains("public part", errors, StringComparison.Ordinal);
        }

        await using var service = IncidentsApp.Create(
            [$"--Access:KeyFile={path}", $"--Storage:Path={Path.Combine(folder, "records.db")}", "--Listen:Grpc=http://127.0.0.1:0", "--Listen:Http=http://127.0.0.1:0", "--Embedded=true"]);
        await service.StartAsync();
        using var channel = GrpcChannel.ForAddress(service.Services.GetRequiredService<Listening>().Grpc!);
        var tokens = new TokenSource(new TokenIssuer(whole, new AccessSettings(), TimeProvider.System), Reader, TimeProvider.System);
        await new IncidentService.IncidentServiceClient(channel.As(tokens)).ListIncidentsAsync(new ListIncidentsRequest());
        var stranger = await Refusal.OfAsync(new IncidentService.IncidentServiceClient(channel.As(TestKey.Owner)).ListIncidentsAsync(new ListIncidentsRequest()));
        Assert.Equal("UNAUTHENTICATED", stranger.Reason);
    }

    [Fact]
    public async Task Processes_that_start_at_once_agree_on_one_key()
    {
        var tokens = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Command.RunAsync("token", $"asma-{i}", "--data", Data)));
        var key = ForgedTokenTests.KeyOf(KeyFile);
        foreach (var (code, output, errors) in tokens)
        {
            Assert.True(code == 0, errors);
            var token = output.Trim();
            var signed = System.Text.Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
            Assert.True(key.VerifyData(signed, TokenParts.Of(token).Signature, HashAlgorithmName.SHA256));
        }
        Assert.Equal([KeyFile], Directory.EnumerateFileSystemEntries(Data));
    }

    [Fact]
    public async Task Whoever_comes_first_makes_the_key_and_all_others_read_it()
    {
        // The same race many times over, which processes are too slow to meet.
        for (var round = 0; round < 50; round++)
        {
            var path = Path.Combine(folder, $"round-{round}", "key.pem");
            using var start = new Barrier(4);
            var threads = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return Convert.ToHexString(SuiteKey.Load(path).Derive("a test"));
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)).ToList();
            Assert.Single((await Task.WhenAll(threads)).Distinct());
            Assert.Equal([path], Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
        }
    }

    private string Written(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, OwnerReadsAndWrites);
        return path;
    }
}
