using System.CommandLine;
using System.Globalization;
using Casualties.Hosting;
using Casualties.Type.V1;

namespace Casualties.Gateway.Commands;

/// <summary><c>casualties token</c>.</summary>
internal static class TokenCommand
{
    private const int MaxSubjectCharacters = 200;

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(8);

    /// <summary>Makes the command.</summary>
    public static Command Create(string[] settings)
    {
        var suite = new SuiteArguments();
        var subject = new Argument<string>("SUBJECT") { Description = "Who the token is for; it is kept as the author of what they record. Two people need two." };
        subject.Validators.Add(result =>
        {
            var name = result.GetValueOrDefault<string>();
            if (string.IsNullOrWhiteSpace(name) || name != name.Trim() || name.Length > MaxSubjectCharacters || name.Any(char.IsControl))
                result.AddError($"SUBJECT must be a name of 1 to {MaxSubjectCharacters} characters on one line, without blanks around it.");
        });
        var role = new Option<string[]>("--role") { Description = "What they are trusted to do; give it several times for several. Everyone reads.", DefaultValueFactory = _ => ["reader"] };
        role.AcceptOnlyFromAmong([.. AccessWords.AllRoles.Where(word => word != AccessWords.Of(Role.Service))]);
        var audience = new Option<string>("--audience") { Description = "How far information may travel to reach them.", DefaultValueFactory = _ => AccessWords.Of(Audience.Public) };
        audience.AcceptOnlyFromAmong([.. AccessWords.AllAudiences]);
        var organisation = new Option<string>("--organisation") { Description = "Their organisation: partners of different ones meet different pseudonyms.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var expires = Lifetime();
        var command = new Command("token", $"""
            Makes a token, signed by the suite's own key (access-key.pem in the data folder, made if missing), and prints it. Whoever holds it is its
            subject until it expires; it cannot be taken back, so let it be short. Where Access:Authority is set, people's tokens come from there instead.

              export CASUALTIES_TOKEN=$(casualties token asma --role recorder --audience restricted --expires 8h)
            """)
        {
            subject,
            role,
            audience,
            organisation,
            expires,
            suite.Data,
        };
        command.SetAction(parsed =>
        {
            var options = suite.Read(parsed, settings);
            string[] args = [.. options.Args, .. GatewaySettings.From(options).AccessArgs(ownTokensOnly: false)];
            var access = AccessSettings.From(new ConfigurationBuilder().AddEnvironmentVariables(ServiceHost.EnvironmentPrefix).AddCommandLine(args).Build());
            if (access.Authority is not null)
                throw new InvalidSetting("Access:Authority", "is set: people's tokens come from there");
            var caller = new Caller(
                parsed.GetRequiredValue(subject),
                RoleSet.Of([Role.Reader, .. parsed.GetRequiredValue(role).Select(word => AccessWords.RoleOf(word)!.Value)]),
                AccessWords.AudienceOf(parsed.GetRequiredValue(audience))!.Value,
                parsed.GetRequiredValue(organisation));
            Console.Out.WriteLine(new TokenIssuer(SuiteKey.Load(access.KeyFile), access, TimeProvider.System).Issue(caller, parsed.GetRequiredValue(expires)));
            return ExitCodes.Fine;
        });
        return command;
    }

    private static Option<TimeSpan> Lifetime() => new("--expires")
    {
        Description = $"How long it is good for: minutes, hours or days, like 30m, 8h or 7d; at most {TokenIssuer.MaxLifetime.Days}d.",
        HelpName = "TIME",
        DefaultValueFactory = _ => DefaultLifetime,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (text.Length > 1 && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                TimeSpan? unit = text[^1] switch
                {
                    'm' => TimeSpan.FromMinutes(1),
                    'h' => TimeSpan.FromHours(1),
                    'd' => TimeSpan.FromDays(1),
                    _ => null,
                };
                if (unit is { } known && number > 0 && number <= TokenIssuer.MaxLifetime / known)
                    return number * known;
            }
            result.AddError($"--expires must be like 30m, 8h or 7d, and at most {TokenIssuer.MaxLifetime.Days}d.");
            return default;
        },
    };
}
