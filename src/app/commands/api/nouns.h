// All nouns of the commands that ask the API. The rows of these tables are the whole difference between the commands.
#pragma once

#include <array>

#include "app/commands/api/verb.h"

namespace sallyport::app {

const Noun& user_noun();
const Noun& team_noun();
const Noun& role_noun();
const Noun& policy_noun();
const Noun& bot_noun();
const Noun& token_noun();
const Noun& permission_noun();

inline std::array<const Noun*, 7> api_nouns() {
  return {&user_noun(), &team_noun(), &role_noun(), &policy_noun(), &bot_noun(), &token_noun(), &permission_noun()};
}

}  // namespace sallyport::app
