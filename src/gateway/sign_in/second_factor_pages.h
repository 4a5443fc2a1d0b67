// The answers with pages about second factors, for local accounts and the local administrator alike.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "gateway/accounts/challenge.h"
#include "gateway/accounts/second_factor.h"
#include "gateway/call/endpoint.h"

namespace sallyport::gateway {

inline constexpr std::string_view kStartAgain = "That took too long, or was done already. Sign in again.";

// What was wrong with the last code.
struct CodeComplaint {
  int status = 200;  // nothing was
  std::string text{};
  Seconds wait{0};
};
inline const CodeComplaint kWrongCode{401, "That is not the code, or it was used before. Wait for the next one."};
CodeComplaint complaint_of(const CodeCheck& check);

// Where the form leads.
struct CodeTarget {
  std::string_view action;
  std::string_view return_to{};
  std::string_view csrf{};
};

// Asks for a code with a challenge of its own, which expires when `challenge` does.
http::Answer code_answer(const Call& call, const FactorParts& parts, const CodeTarget& target,
                         const Challenge& challenge, const CodeComplaint& complaint);

// Shows the key that `challenge` offers, and asks for the first code.
http::Answer offer_answer(const Call& call, const FactorParts& parts, const CodeTarget& target,
                          const Challenge& challenge, std::string_view username, const CodeComplaint& complaint);

// Shows recovery codes once. `next`: a checked return address.
http::Answer recovery_codes_answer(const Call& call, const std::vector<std::string>& codes, std::string_view next);

}  // namespace sallyport::gateway
