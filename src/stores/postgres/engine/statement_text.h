// Rewrites the parameters of a statement from the form of the port to PostgreSQL's.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::stores {

// "?" becomes "$1", "$2" and so on; "?3" becomes "$3". A "?" inside of a quoted text stays.
std::string postgres_text(std::string_view sql);

}  // namespace sallyport::stores
