#include <fstream>
#include <iostream>
#include <iterator>

#include "app/commands/commands.h"
#include "app/jwt/batch.h"
#include "app/jwt/hints.h"
#include "app/jwt/inspect.h"
#include "base/clock.h"
#include "base/text.h"

namespace sallyport::app {
namespace {

ExitCode usage(std::string_view message) {
  std::cerr << "sallyport jwt: " << message << "\nTry: sallyport jwt --help\n";
  return ExitCode::usage;
}

std::optional<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return std::nullopt;
  return text;
}

// The piped input, without the line break that `echo` and editors append.
std::string read_token() {
  std::string text{std::istreambuf_iterator<char>(std::cin), {}};
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  return text;
}

ExitCode answer(const Result<void>& verdict) {
  json::Object out{{"valid", verdict.has_value()}};
  if (!verdict) {
    out.set("reason", verdict.error().reason);
    if (!verdict.error().rule.empty()) out.set("rule", verdict.error().rule);
    if (const auto hint = hint_for(verdict.error().reason); !hint.empty()) out.set("hint", hint);
  }
  std::cout << json::print(out) << '\n';
  return verdict ? ExitCode::done : ExitCode::refused;
}

ExitCode answer_lines(const BatchDefaults& defaults) {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) std::cout << answer_line(line, defaults) << '\n';
  std::cout.flush();
  return std::cout ? ExitCode::done : ExitCode::refused;
}

struct VerifyOptions {
  std::string jwks_file;
  std::string algorithms;
  std::string at;
  bool batch = false;
  bool require_kid = false;
};

Result<std::optional<UnixTime>> parse_moment(const std::string& at) {
  if (at.empty()) return std::optional<UnixTime>();
  if (at == "now") return std::optional(SystemClock().now());
  const auto seconds = parse_decimal(at);
  if (!seconds) return failure(Kind::malformed, "moment");
  return std::optional(UnixTime{*seconds});
}

ExitCode run_verify(const VerifyOptions& options) {
  if (!options.batch && (options.jwks_file.empty() || options.algorithms.empty()))
    return usage("verify needs --jwks FILE and --alg ALG, or --batch.");
  const auto moment = parse_moment(options.at);
  if (!moment) return usage("--at takes 'now' or seconds since 1970, not '" + options.at + "'.");
  BatchDefaults defaults;
  defaults.rules.kid = options.require_kid ? KidRule::required : KidRule::optional;
  defaults.rules.at = *moment;
  if (!options.algorithms.empty()) {
    auto algorithms = parse_algorithms(options.algorithms);
    if (!algorithms && algorithms.error().reason == "algorithm_unknown")
      return usage("--alg takes RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA, not '" +
                   options.algorithms + "'.");
    if (!algorithms) return answer(Failure(algorithms.error()));
    defaults.rules.allowed = *std::move(algorithms);
  }
  if (!options.jwks_file.empty()) {
    const auto text = read_file(options.jwks_file);
    if (!text) return usage("cannot read " + options.jwks_file + ".");
    auto keys = jose::parse_jwk_set(*text);
    if (!keys) return answer(Failure(keys.error()));
    defaults.keys = *std::move(keys);
  }
  return options.batch ? answer_lines(defaults) : answer(check_token(read_token(), *defaults.keys, defaults.rules));
}

struct RawOptions {
  std::string jwk_file;
  std::string algorithm;
  std::string message_hex;
  std::string signature_hex;
  bool batch = false;
};

ExitCode run_verify_raw(const RawOptions& options) {
  if (options.batch) return answer_lines({});
  if (options.jwk_file.empty() || options.algorithm.empty())
    return usage("verify-raw needs --alg ALG, --jwk FILE, --msg-hex H and --sig-hex H, or --batch.");
  const auto text = read_file(options.jwk_file);
  if (!text) return usage("cannot read " + options.jwk_file + ".");
  const auto jwk = json::parse_object(*text);
  if (!jwk) return answer(Failure(jwk.error()));
  const auto verdict = check_raw(*jwk, options.algorithm, options.message_hex, options.signature_hex);
  if (!verdict && verdict.error().reason == "algorithm_unknown")
    return usage("--alg does not know '" + options.algorithm + "'.");
  if (!verdict && verdict.error().reason == "hex") return usage("--msg-hex and --sig-hex take pairs of hex digits.");
  return answer(verdict);
}

ExitCode run_inspect() {
  const auto shown = inspect(read_token());
  if (shown) {
    std::cout << indented(json::print(*shown)) << '\n';
    return ExitCode::done;
  }
  std::cout << json::print(json::Object{{"unreadable", shown.error().reason}, {"hint", hint_for(shown.error().reason)}})
            << '\n';
  return ExitCode::refused;
}

constexpr auto kBatchHelp =
    "Read one JSON object a line from standard input and answer one a line, in the same order:\n"
    R"({"id":1,"jwks":{"keys":[...]},"alg":["RS256"],"token":"..."} or )"
    R"({"id":2,"jwk":{...},"alg":"ES256","msg":"hex","sig":"hex"})";

void add_verify(Command jwt) {
  const Command verify = jwt.add_command("verify", "Check the signature of a token that stands on standard input");
  verify.footer(
      "Example: keys of an Entra tenant, and a token from the clipboard\n"
      "  curl -s https://login.microsoftonline.com/TENANT/discovery/v2.0/keys > keys.json\n"
      "  xclip -o | sallyport jwt verify --jwks keys.json --alg RS256 --at now\n"
      "Answers {\"valid\":true}, exit code 0, or {\"valid\":false,\"reason\":...}, exit code 1. Issuer and audience "
      "are\n"
      "not compared: look at them with 'sallyport jwt inspect'.");
  const auto options = std::make_shared<VerifyOptions>();
  verify.add_option("--jwks", options->jwks_file, "The issuer's keys: a JSON Web Key Set, as its jwks_uri gives it")
      .type_name("FILE");
  verify.add_option("--alg", options->algorithms, "Algorithms that may have signed the token; RS256 for Entra ID")
      .type_name("ALG[,ALG]");
  verify.add_option("--at", options->at, "Also check exp and nbf, for now or for this moment; else no clock is read")
      .type_name("now|UNIX");
  verify.add_flag("--require-kid", options->require_kid, "Refuse a token that does not name its key");
  verify.add_flag("--batch", options->batch, kBatchHelp);
  verify.runs([options] { return run_verify(*options); });
}

void add_verify_raw(Command jwt) {
  const Command raw = jwt.add_command("verify-raw", "Check a signature over any bytes, below the form of a token");
  raw.footer("For test vectors: ECDSA signatures are R || S in full width, as in a token, not DER.");
  const auto options = std::make_shared<RawOptions>();
  raw.add_option("--alg", options->algorithm, "The algorithm: RS256, PS256, ES256, EdDSA ...").type_name("ALG");
  raw.add_option("--jwk", options->jwk_file, "The public key: one JSON Web Key").type_name("FILE");
  raw.add_option("--msg-hex", options->message_hex, "The bytes that were signed, in hexadecimal").type_name("H");
  raw.add_option("--sig-hex", options->signature_hex, "The signature, in hexadecimal").type_name("H");
  raw.add_flag("--batch", options->batch, kBatchHelp);
  raw.runs([options] { return run_verify_raw(*options); });
}

}  // namespace

void add_jwt_command(Command app) {
  const Command jwt = app.add_group("jwt", "Look into tokens and check their signatures, without any network");
  add_verify(jwt);
  add_verify_raw(jwt);
  jwt.add_command("inspect", "Show what the token on standard input says, without checking it")
      .footer("Example: xclip -o | sallyport jwt inspect")
      .runs(run_inspect);
}

}  // namespace sallyport::app
