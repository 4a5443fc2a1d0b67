// How names are searched. The stores index what these functions return, so that all of them find the same rows.
//
// A search text is split at spaces. Each piece must begin one of the words of a row, in any case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "entra/account.h"
#include "entra/registration.h"
#include "entra/service_principal.h"

namespace sallyport::entra {

// The text in lower case, as far as Latin, Greek and Cyrillic letters are concerned. All other bytes stay as they are,
// and a text that is not UTF-8 only loses its ASCII capitals.
std::string fold_name(std::string_view text);

// The folded words by which a row is found, sorted and without repetitions: the display name's words and their parts
// ("Jean-Luc" is found as "jean-luc" and as "luc"), and the whole user principal name, mail address or client id.
std::vector<std::string> words_of(const User& user);
std::vector<std::string> words_of(const Group& group);
std::vector<std::string> words_of(const AppRegistration& app);
std::vector<std::string> words_of(const ServicePrincipal& principal);

// The folded pieces of a search text, at most 8. A row matches if each piece begins one of its words.
std::vector<std::string> search_pieces(std::string_view search);

}  // namespace sallyport::entra
