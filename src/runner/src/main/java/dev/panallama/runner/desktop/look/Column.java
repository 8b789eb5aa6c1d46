package dev.panallama.runner.desktop.look;

import java.awt.Component;
import java.awt.Container;
import java.awt.Dimension;
import java.awt.Insets;
import java.awt.LayoutManager;

/// Puts components below each other, each as wide as there is room and as high as it wants to be at that width: lines break.
///
/// @param gap between two of them
public record Column(int gap) implements LayoutManager {
    @Override
    public Dimension preferredLayoutSize(Container parent) {
        synchronized (parent.getTreeLock()) {
            Insets insets = parent.getInsets();
            int width = Math.max(1, parent.getWidth() - insets.left - insets.right);
            int height = insets.top + insets.bottom;
            boolean first = true;
            for (Component it : parent.getComponents()) {
                if (!it.isVisible()) continue;
                height += heightAt(it, width) + (first ? 0 : gap);
                first = false;
            }
            return new Dimension(parent.getWidth(), height);
        }
    }

    @Override
    public void layoutContainer(Container parent) {
        synchronized (parent.getTreeLock()) {
            Insets insets = parent.getInsets();
            int width = Math.max(1, parent.getWidth() - insets.left - insets.right);
            int y = insets.top;
            for (Component it : parent.getComponents()) {
                if (!it.isVisible()) continue;
                int height = heightAt(it, width);
                it.setBounds(insets.left, y, width, height);
                y += height + gap;
            }
        }
    }

    /// A text tells how high it is once it is as wide as it will be.
    private static int heightAt(Component component, int width) {
        if (component.getWidth() != width) component.setSize(width, Math.max(1, component.getHeight()));
        return component.getPreferredSize().height;
    }

    @Override
    public Dimension minimumLayoutSize(Container parent) {
        return new Dimension(0, 0);
    }

    @Override
    public void addLayoutComponent(String name, Component component) {
        // There is nothing to say of one.
    }

    @Override
    public void removeLayoutComponent(Component component) {
        // It is not laid out any more.
    }
}
