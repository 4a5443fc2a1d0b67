// The port by which mail leaves. A request only leaves work: who gets a mail, and whether anybody does, is found out
// later and elsewhere, so that the answer and its time tell nothing about it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace sallyport::gateway {

struct Mail {
  std::string to;
  std::string subject;
  std::string text;
};

// Makes the mail that is to be sent; absent if there is none. It runs once, on a thread of the port, and may block. It
// must not refer to anything that a reload replaces. The port logs an error, because nobody waits for an answer.
using MailWork = std::function<Result<std::optional<Mail>>()>;

class MailQueue {
 public:
  virtual ~MailQueue() = default;

  // Leaves the work for later and returns. False: too much is waiting, and nothing was left. Any thread may call it.
  virtual bool add(MailWork work) = 0;
};

}  // namespace sallyport::gateway
