# Copyright The Assentor Authors
# SPDX-License-Identifier: Apache-2.0

FROM maven:3.9.11-eclipse-temurin-21 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/m2 \
    mvn -B -ntp -Dmaven.repo.local=/m2 -pl server -am package -DskipTests \
    && java -Djarmode=tools -jar server/target/server-*.jar extract --destination /assentor \
    && mv /assentor/server-*.jar /assentor/server.jar

FROM eclipse-temurin:21.0.12_8-jre-noble
RUN useradd --system --uid 10001 assentor && install --directory --owner=assentor --mode=700 /data /keys
COPY --from=build /assentor/lib /assentor/lib
COPY --from=build /assentor/server.jar /assentor/server.jar
USER assentor
ENV ASSENTOR_DATA=/data ASSENTOR_BIND=0.0.0.0 SPRING_PROFILES_ACTIVE=production
VOLUME /data
EXPOSE 8080
# The image has no curl; bash opens the connection itself.
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200'"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "--enable-native-access=ALL-UNNAMED", "-jar", "/assentor/server.jar"]
