// Guesses which known word a person meant by an unknown one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sallyport::app::config {

// The candidate that is at most two edits away (at most one for a word of up to three letters), or else the only one
// that begins with the word. Case does not count. Empty if there is none.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// The same for a value. It also knows other names of providers, such as "Azure AD" or "Keycloak".
std::string nearest_choice(std::string_view text, const std::vector<std::string>& choices);

// The same for a key. It also knows the names in Helm charts and in other proxies, and ignores stray quotation marks.
std::string nearest_key(std::string_view key, const std::vector<std::string>& keys);

}  // namespace sallyport::app::config
