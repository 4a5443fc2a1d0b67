#pragma once
#include "net/loop_native.h"
namespace sallyport::net {
class UpstreamPool {
 public:
  UpstreamPool(const Executor&, Deadlines&) {}
  void close() {}
};
}  // namespace sallyport::net
