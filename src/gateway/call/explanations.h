// What people read when something is refused or does not answer. There is one row for each reason, in words for a
// person who has not seen the configuration. The log line has the details for the operator. The rows are constants.
#pragma once

#include <string_view>

#include "base/result.h"

namespace sallyport::gateway {

// The action that the page offers.
enum class Remedy {
  none,
  retry,          // send the same request again
  other_account,  // sign in again, and let the provider ask for the account
};

struct Explanation {
  std::string_view reason;  // of the Error
  std::string_view title;
  std::string_view text;  // what happened
  std::string_view who;   // who can help; empty: the reader
  std::string_view todo;  // what to do; may be empty
  Remedy remedy = Remedy::none;
};

// The row for the error's reason, or, if there is none, a row for its kind.
const Explanation& explain(const Error& error);

// The row for a failed exchange with an application: by its cause, or, if there is none, by the status.
const Explanation& explain_upstream(int status, std::string_view cause);

}  // namespace sallyport::gateway
