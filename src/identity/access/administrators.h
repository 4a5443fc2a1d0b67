// Who is an administrator here without having been made one by hand. It follows from the configuration, which no store
// knows, so whoever changes people brings it along (Editor).
#pragma once

#include <vector>

#include "base/tagged.h"

namespace sallyport::identity {

struct Administrators {
  std::vector<PersonId> named{};  // people whom the configuration names, and who have signed in
  bool by_app_role = false;       // the role Admin counts also where the provider has given it (Origin::provider)
  bool local = false;             // the local administrator can sign in

  bool operator==(const Administrators&) const = default;
};

}  // namespace sallyport::identity
