#include "gateway/api/shape/api_error.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sallyport::gateway {
namespace {

struct ReasonRow {
  std::string_view reason;
  int status;
  std::string_view message = {};  // stands before the error's detail
};

constexpr std::array kReasons{
    ReasonRow{"entity_unknown", 404},
    ReasonRow{"reference_unknown", 404},
    ReasonRow{"body_type", 415},
    ReasonRow{"entity_version", 412, "Somebody else has changed it since it was read. Read it again."},
    ReasonRow{"entity_exists", 409, "Entity already exists"},
    ReasonRow{"person_exists", 409, "Entity already exists"},
    ReasonRow{"person_invited", 409, "Entity already exists"},
    ReasonRow{"person_known", 409, "Entity already exists"},
    ReasonRow{"person_has_bot", 409, "The account belongs to a bot and is removed with it"},
    ReasonRow{"last_administrator", 409, "Nobody else is an administrator, so nobody could undo it"},
    ReasonRow{"bot_exists", 409, "Entity already exists"},
    ReasonRow{"bot_account_taken", 409, "Another bot has this account"},
    ReasonRow{"bot_account_unknown", 400, "botUser must be the account of a bot"},
    ReasonRow{"bot_owner_unknown", 400, "The owner must be somebody who exists"},
    ReasonRow{"bot_admin", 400, "A bot cannot be an administrator"},
    ReasonRow{"bot_with_team", 400, "A bot cannot be in a team"},
    ReasonRow{"entity_in_use", 400, "It cannot be deleted"},
    ReasonRow{"entity_limit", 400, "There are too many already"},
    ReasonRow{"entity_labels", 400, "Too long, or not plain text"},
    ReasonRow{"policy_name", 400, "A name has 1 to 128 bytes, and neither control characters nor spaces at its ends"},
    ReasonRow{"role_name", 400, "A name has 1 to 128 bytes, and neither control characters nor spaces at its ends"},
    ReasonRow{"rule_name", 400, "A name has 1 to 128 bytes, is given once, and has no control characters"},
    ReasonRow{"team_email", 400, "Not an email address"},
};

}  // namespace

int status_of_kind(Kind kind) {
  switch (kind) {
    case Kind::malformed:
    case Kind::rejected:
      return 400;
    case Kind::unauthenticated:
      return 401;
    case Kind::forbidden:
      return 403;
    case Kind::conflict:
      return 409;
    case Kind::unavailable:
      return 503;
    case Kind::internal:
      return 500;
  }
  return 500;
}

http::Answer api_error_answer(const Call& call, const Error& error) {
  const int general = status_of_kind(error.kind);
  if (general == 401 || general == 403 || general >= 500) return refusal_answer(call, error);
  const auto row = std::ranges::find(kReasons, error.reason, &ReasonRow::reason);
  std::string message(row == kReasons.end() ? std::string_view() : row->message);
  if (!error.detail.empty()) message += (message.empty() ? "" : ": ") + error.detail;
  if (message.empty()) message = error.reason;
  return error_answer(call, row == kReasons.end() ? general : row->status, message);
}

Failure not_found(std::string_view type, std::string_view id_or_name) {
  return failure(Kind::rejected, "entity_unknown", {},
                 std::string(type) + " instance for " + std::string(cut_utf8(id_or_name, 128)) + " not found");
}

}  // namespace sallyport::gateway
