#include "app/config/reading/spelling.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::size_t kShortestPrefix = 5;

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, replaced});
    }
  }
  return row.back();
}

// Other names that people use for a choice, without blanks, hyphens and underscores.
constexpr std::pair<std::string_view, std::string_view> kOtherChoices[] = {
    {"entra", "azure"},
    {"entraid", "azure"},
    {"microsoft", "azure"},
    {"microsoftentraid", "azure"},
    {"aad", "azure"},
    {"azuread", "azure"},
    {"azureactivedirectory", "azure"},
    {"oidc", "custom-oidc"},
    {"openid", "custom-oidc"},
    {"openidconnect", "custom-oidc"},
    {"keycloak", "custom-oidc"},
    {"cognito", "aws-cognito"},
    {"none", "basic"},
    {"nosso", "basic"},
    {"web", "confidential"},
    {"spa", "public"},
    {"signedin", "required"},
    {"anonymous", "public"},
};

// The names of keys in OpenMetadata's Helm chart, at Entra ID and in other proxies.
constexpr std::pair<std::string_view, std::string_view> kOtherKeys[] = {
    {"initialAdmins", "adminPrincipals"},
    {"publicKeys", "publicKeyUrls"},
    {"clientSecret", "secret"},
    {"oidcType", "type"},
    {"promptType", "prompt"},
    {"clientAuthMethod", "clientAuthenticationMethod"},
    {"tenantId", "tenant"},
    {"redirectUri", "callbackUrl"},
    {"issuer", "authority"},
    {"backend", "upstream"},
    {"target", "upstream"},
    {"prefix", "path"},
    {"baseUrl", "publicUrl"},
    {"logo", "logoFile"},
    {"color", "accent"},
};

std::string without(std::string_view text, std::string_view characters) {
  std::string result(text);
  std::erase_if(result, [characters](char c) { return characters.find(c) != std::string_view::npos; });
  return result;
}

template <class Table>
std::string other_name(const Table& table, std::string_view word, const std::vector<std::string>& candidates) {
  for (const auto& [name, meant] : table)
    if (ascii_iequals(name, word) && std::ranges::find(candidates, meant) != candidates.end())
      return std::string(meant);
  return {};
}

// "authorizerConfig" is not a misspelling of "authorizerConfiguration" but its beginning.
std::string only_one_that_begins(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() < kShortestPrefix) return {};
  const auto begins = [&](const std::string& c) { return ascii_iequals(c.substr(0, word.size()), word); };
  const auto found = std::ranges::find_if(candidates, begins);
  return found != candidates.end() && std::ranges::count_if(candidates, begins) == 1 ? *found : std::string();
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > 64) return {};
  std::string best;
  std::size_t distance = word.size() < 4 ? 2 : 3;  // one more than is accepted
  for (const auto& candidate : candidates) {
    const auto d = edit_distance(ascii_lower(word), ascii_lower(candidate));
    if (d < distance) {
      distance = d;
      best = candidate;
    }
  }
  return best.empty() ? only_one_that_begins(word, candidates) : best;
}

std::string nearest_choice(std::string_view text, const std::vector<std::string>& choices) {
  const auto found = other_name(kOtherChoices, without(text, " -_"), choices);
  return found.empty() ? nearest(text, choices) : found;
}

std::string nearest_key(std::string_view key, const std::vector<std::string>& keys) {
  const auto word = without(key, "\"' ");
  const auto found = other_name(kOtherKeys, word, keys);
  return found.empty() ? nearest(word, keys) : found;
}

}  // namespace sallyport::app::config
