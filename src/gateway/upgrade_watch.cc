#include "gateway/upgrade_watch.h"

namespace sallyport::gateway {
namespace {

class UpgradeWatch {
 public:
  UpgradeWatch(const http::Forward& forward, const ServicesInForce& in_force, std::uint64_t version,
               ServicesPtr services, http::Request owned, Ask ask)
      : in_force_(in_force),
        version_(version),
        services_(std::move(services)),
        request_(std::move(owned)),
        ask_(std::move(ask)),
        upstream_(forward.upstream),
        own_(forward.watch) {}

  http::Watch::Verdict glance() {
    if (in_force_.version() != version_) return http::Watch::Verdict::look;
    return own_ ? own_->glance() : http::Watch::Verdict::go_on;
  }

  bool look() {
    // The version first: services that are newer than it are asked once more, and that is all.
    const std::uint64_t newest = in_force_.version();
    if (newest == version_) return !own_ || own_->look();
    version_ = newest;
    ServicesPtr next = in_force_.get();
    http::Outcome again = ask_(*next, request_);
    auto* const forward = std::get_if<http::Forward>(&again);
    if (!forward || !forward->upgrade || *forward->upstream != *upstream_) return false;
    own_ = std::move(forward->watch);
    services_ = std::move(next);  // after the watch that referred to the ones of before
    return true;
  }

 private:
  const ServicesInForce& in_force_;
  std::uint64_t version_;
  ServicesPtr services_;
  const http::Request request_;
  const Ask ask_;
  const std::shared_ptr<const http::Upstream> upstream_;
  std::optional<http::Watch> own_;
};

}  // namespace

// Shared: a worker may look while the exchange is gone already.
void watch_reloads(http::Forward& forward, const ServicesInForce& in_force, std::uint64_t version, ServicesPtr services,
                   http::Request owned, Ask ask) {
  const auto watch =
      std::make_shared<UpgradeWatch>(forward, in_force, version, std::move(services), std::move(owned), std::move(ask));
  forward.watch = http::Watch{[watch] { return watch->glance(); }, [watch] { return watch->look(); }};
}

}  // namespace sallyport::gateway
