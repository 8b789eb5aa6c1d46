import dev.panallama.runner.cli.Panallama;
import dev.panallama.runner.desktop.ChatPanel;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Image;
import java.awt.Robot;
import java.awt.Window;
import java.awt.image.BufferedImage;
import javax.imageio.ImageIO;

/// Takes a picture of the window after some answers: `WindowPicture FILE QUESTION...`.
void main(String[] args) throws Exception {
    Thread.ofPlatform().start(() -> Panallama.main(new String[]{"app"}));
    ChatPanel chat = awaitQuiet();
    for (String it : List.of(args).subList(1, args.length)) {
        on(() -> {
            chat.send(it);
            return chat;
        });
        awaitQuiet();
    }
    Thread.sleep(1000); // until all is painted
    List<Image> sizes = new Robot().createMultiResolutionScreenCapture(on(() -> window().getBounds()))
            .getResolutionVariants();
    ImageIO.write((BufferedImage) sizes.getLast(), "png", Path.of(args[0]).toFile());
    on(() -> {
        window().dispose();
        return chat;
    });
}

/// Waits until there is a chat and its model does nothing.
static ChatPanel awaitQuiet() throws Exception {
    while (true) {
        Optional<ChatPanel> found = on(() -> Stream.of(Window.getWindows()).flatMap(it -> chats(it))
                .filter(it -> !it.isBusy()).findFirst());
        if (found.isPresent()) return found.get();
        Thread.sleep(100);
    }
}

static Window window() {
    return Stream.of(Window.getWindows()).filter(Window::isShowing).findFirst().orElseThrow();
}

static Stream<ChatPanel> chats(Container container) {
    return Stream.of(container.getComponents()).flatMap(it -> switch (it) {
        case ChatPanel chat -> Stream.of(chat);
        case Container more -> chats(more);
        default -> Stream.of();
    });
}

static <T> T on(Callable<T> work) throws Exception {
    var task = new FutureTask<>(work);
    EventQueue.invokeLater(task);
    return task.get();
}
