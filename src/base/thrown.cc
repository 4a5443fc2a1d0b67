#include "base/thrown.h"

#include <string>

namespace sallyport {

void log_thrown(Log& log, std::string_view event, std::string_view what) noexcept {
  try {
    log.write(Level::error, event, {{"what", std::string(what)}});
  } catch (...) {  // only the line is lost
  }
}

}  // namespace sallyport
