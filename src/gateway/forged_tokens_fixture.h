// For tests only: a table of what may be wrong with a token. tests/security/token_rows.mjs has many more of
// each, for a gateway that runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/acceptor_fixture.h"
#include "gateway/forge_fixture.h"

namespace sallyport::gateway::testing {

struct ForgedRow {
  std::string_view id;  // of the catalogue
  std::vector<std::string> (*make)(const Forge&);
};

// What is wrong with the tokens of each id.
const std::vector<ForgedRow>& forged_rows();

// Offers all tokens of the id, between honest ones.
void attack_with_forged(Stage& stage, Proof proof, std::string_view id);

}  // namespace sallyport::gateway::testing
