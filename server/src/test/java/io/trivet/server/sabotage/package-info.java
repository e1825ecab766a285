/**
 * Servers that are wrong in one way each, to prove that the torture test notices. A Java agent breaks one method while the
 * JVM loads it; nothing of the server knows of it.
 */
package io.trivet.server.sabotage;
