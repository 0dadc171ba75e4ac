// libuv handles and their loop, owned.
//
// Memory comes from uv_handle_size / uv_loop_size, because the running libuv may be newer than the headers. Only
// public fields are touched and no API newer than libuv 1.44 is used (docs/decisions.md).
#pragma once

#include <uv.h>

#include <cstdlib>
#include <memory>

namespace eip::host {

struct FreeDeleter {
  void operator()(void* memory) const { std::free(memory); }
};

template <typename T>
inline constexpr uv_handle_type kUvType = UV_UNKNOWN_HANDLE;
template <>
inline constexpr uv_handle_type kUvType<uv_poll_t> = UV_POLL;
template <>
inline constexpr uv_handle_type kUvType<uv_prepare_t> = UV_PREPARE;
template <>
inline constexpr uv_handle_type kUvType<uv_timer_t> = UV_TIMER;

// One handle. Closing needs a turn of the loop; the memory is freed there, so the object may be gone before.
template <typename T>
class UvHandle {
 public:
  UvHandle() = default;
  UvHandle(const UvHandle&) = delete;
  UvHandle& operator=(const UvHandle&) = delete;
  ~UvHandle() { Close(); }

  // `init` is uv_poll_init and the like. Returns its result; below 0 nothing is owned.
  template <typename Init, typename... Args>
  int Open(Init init, uv_loop_t* loop, void* data, Args... args) {
    std::unique_ptr<T, FreeDeleter> handle(static_cast<T*>(std::calloc(1, uv_handle_size(kUvType<T>))));
    if (!handle) return UV_ENOMEM;
    const int result = init(loop, handle.get(), args...);
    if (result < 0) return result;
    uv_handle_set_data(reinterpret_cast<uv_handle_t*>(handle.get()), data);
    handle_ = handle.release();
    return result;
  }

  void Close() {
    if (handle_ == nullptr) return;
    uv_close(reinterpret_cast<uv_handle_t*>(handle_), [](uv_handle_t* handle) { std::free(handle); });
    handle_ = nullptr;
  }

  T* get() const { return handle_; }

 private:
  T* handle_ = nullptr;
};

// The object that a callback belongs to.
template <typename Owner, typename Handle>
Owner& OwnerOf(Handle* handle) {
  return *static_cast<Owner*>(uv_handle_get_data(reinterpret_cast<uv_handle_t*>(handle)));
}

class UvLoop {
 public:
  UvLoop() = default;
  UvLoop(const UvLoop&) = delete;
  UvLoop& operator=(const UvLoop&) = delete;
  ~UvLoop() { Close(); }

  int Open() {
    std::unique_ptr<uv_loop_t, FreeDeleter> memory(static_cast<uv_loop_t*>(std::calloc(1, uv_loop_size())));
    if (!memory) return UV_ENOMEM;
    const int result = uv_loop_init(memory.get());
    if (result == 0) loop_ = std::move(memory);
    return result;
  }

  // Runs until no handle is left.
  void Run() { uv_run(loop_.get(), UV_RUN_DEFAULT); }

  // Every handle is closing or closed.
  void Close() {
    if (!loop_) return;
    Run();
    uv_loop_close(loop_.get());
    loop_.reset();
  }

  uv_loop_t* get() const { return loop_.get(); }

 private:
  std::unique_ptr<uv_loop_t, FreeDeleter> loop_;
};

}  // namespace eip::host
