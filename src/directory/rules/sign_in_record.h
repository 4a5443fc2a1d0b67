// Completes an entry of the sign-in log: finds out who and what the attempt was about, and what the directory would
// have accepted in place of what was sent.
#pragma once

#include <string>
#include <string_view>

#include "entra/directory_store.h"
#include "entra/sign_in_log.h"

namespace sallyport::directory {

// Blocks. What cannot be found stays empty, because an entry is better than none.
void complete_record(entra::SignInAttempt& attempt, entra::DirectoryStore& store);

// What a registration expects where this refusal happened: the name of the parameter, and what would be right.
// Pure. `app` is null if the directory has no such application.
struct Expected {
  std::string_view parameter;
  std::string value;
};
Expected expected_instead(int code, const entra::AppRegistration* app);

}  // namespace sallyport::directory
